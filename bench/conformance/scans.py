"""What is known of TLS to whoever looks from outside, and certificates that are renewed."""

import json
import socket
import time
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor

from cases import failed, judged, passed, skipped

RENEWED_WITHIN = 5.0

# Findings of testssl that are about the certificate made for the run, or about the site behind the proxy, and not about the proxy.
NOT_OURS = {
    "cert_chain_of_trust": "the authority is made for the run",
    "cert_revocation": "it tells of no list of revoked certificates",
    "security_headers": "the site sets them",
    "engine_problem": "of the OpenSSL that testssl uses",
}
BAD = {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}


def sslscan(stage):
    """sslscan: TLS 1.2 and 1.3 and nothing older, no compression, no insecure renegotiation, no weak cipher"""
    report = stage.out / "sslscan.xml"
    _, code = stage.crew.run("sslscan", "sslscan", f"--xml={report}", f"localhost:{stage.proxy.port(secure=True)}", limit=120)
    if code != 0 or not report.exists():
        return [failed("sslscan runs", f"ended with {code}")]
    found = xml.parse(report).getroot()
    versions = {f"{p.get('type')}{p.get('version')}" for p in found.iter("protocol") if p.get("enabled") == "1"}
    compression = [c.get("supported") for c in found.iter("compression")]
    renegotiation = [(r.get("supported"), r.get("secure")) for r in found.iter("renegotiation")]
    weak = [c.get("cipher") for c in found.iter("cipher") if c.get("strength") not in ("strong", "acceptable")]
    bleeding = [h.get("sslversion") for h in found.iter("heartbleed") if h.get("vulnerable") != "0"]
    return [
        judged("TLS 1.2 and 1.3 only", "" if versions == {"tls1.2", "tls1.3"} else str(sorted(versions))),
        judged("no compression", "" if set(compression) <= {"0"} else str(compression)),
        judged("renegotiation", "" if ("1", "0") not in renegotiation else str(renegotiation)),
        judged("no weak cipher", ", ".join(weak), f"{len(list(found.iter('cipher')))} ciphers"),
        judged("no heartbleed", ", ".join(bleeding)),
    ]


def testssl(stage):
    """testssl: no finding above low"""
    report = stage.out / "testssl.json"
    options = ["--jsonfile", report, "--warnings", "off", "--color", "0", "--ip", "one", "--add-ca", stage.authority.ca]
    _, code = stage.crew.run("testssl", "testssl", "-q", *options, f"localhost:{stage.proxy.port(secure=True)}", limit=600)
    if not report.exists():
        return [failed("testssl runs", f"ended with {code}")]
    findings = json.loads(report.read_text())
    return [finding(entry) for entry in findings] or [failed("testssl finds something", "no finding at all")]


def finding(entry):
    name = entry["id"].split(" ")[0]
    if entry["severity"] in BAD | {"WARN"}:
        if name in NOT_OURS:
            return skipped(entry["id"], f"{entry['severity']}: {entry['finding']} ({NOT_OURS[name]})")
        return failed(entry["id"], f"{entry['severity']}: {entry['finding']}")
    return passed(entry["id"], f"low: {entry['finding']}" if entry["severity"] == "LOW" else "")


def renewal(stage):
    """a renewed certificate is served within 5 s, while a download and a WebSocket on the old one go on"""
    port = stage.proxy.port(secure=True)
    old = serial(stage, port)
    with ThreadPoolExecutor() as background:
        slow = ["curl", "-sS", "--http1.1", "--limit-rate", "1M", "--cacert", stage.authority.ca, "-o", stage.out / "slow", "-w", "%{http_code}"]
        download = background.submit(stage.crew.run, "slow", *slow, stage.proxy.url("/big.bin", secure=True), limit=120)
        talk = background.submit(stage.run_node, "talk", "talk.mjs", f"wss://localhost:{port}/ws", 12, limit=60)
        time.sleep(2)
        new = stage.authority.issue()
        replaced = time.monotonic()
        stage.proxy.renewed()
        while (seen := serial(stage, port)) != new and time.monotonic() < replaced + 30:
            time.sleep(0.1)
        took = time.monotonic() - replaced
        running = not download.done() and not talk.done()
        downloaded, talked = download.result(), talk.result()
    good = (stage.out / "slow").read_bytes() == (stage.files / "big.bin").read_bytes()
    return [
        judged("the new certificate is served", "" if seen == new != old and took <= RENEWED_WITHIN else f"{seen} after {took:.1f} s (expected: {new} within {RENEWED_WITHIN} s)", f"after {took:.1f} s"),
        judged("download and WebSocket were still on when it was", "" if running else "they had ended"),
        judged("the download is whole", "" if downloaded == ("200", 0) and good else f"{downloaded}, content {'the same' if good else 'differs'}"),
        judged("the WebSocket echoed all the time", "" if talked[1] == 0 else f"{talked}", talked[0].strip()),
    ]


def serial(stage, port):
    """The serial number of the certificate that a new connection is shown."""
    with socket.create_connection(("127.0.0.1", port), 5) as plain, stage.authority.trusting().wrap_socket(plain, server_hostname="localhost") as secure:
        return secure.getpeercert()["serialNumber"]
