"""Certificates of an authority made for the run; nothing of them outlives it."""

import os
import ssl
import subprocess


class Authority:
    def __init__(self, directory):
        self.directory, self.issued = directory, 0
        directory.mkdir()
        self.ca = directory / "ca.crt"
        self.openssl(*"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90".split(),
                     *"-subj /CN=bench -keyout ca.key -out ca.crt".split())

    def issue(self):
        """Puts a fresh certificate and key in place, each whole or not at all; its serial number."""
        self.issued += 1
        serial = 0x5100_0000_0000_0000 + self.issued
        (self.directory / "san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n")
        self.openssl(*"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout next.key -out next.csr".split())
        self.openssl(*"x509 -req -in next.csr -CA ca.crt -CAkey ca.key -days 90 -extfile san -out next.crt".split(), "-set_serial", hex(serial))
        pair = (self.directory / "next.crt").read_text() + (self.directory / "next.key").read_text()
        (self.directory / "next.pem").write_text(pair)
        for kind in ("key", "crt", "pem"):
            os.rename(self.directory / f"next.{kind}", self.directory / f"site.{kind}")
        return f"{serial:X}"

    def trusting(self):
        """What a client goes by that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.ca))

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.directory, check=True, capture_output=True)
