"""Run `make` and `make test` in minimal roots of Debian 12 and 13, and compare what they built.

`make fresh` runs this, as root and with debootstrap. Each root has nothing but `PACKAGES` and gets
a clone of HEAD. The site and the PDF must be the same files, byte for byte, in both. The machine's
own mirror of Debian, its settings for apt and pip, proxies and certificates are used in the roots.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

REPO = Path(__file__).resolve().parent.parent
RELEASES = {"bookworm": "Debian 12", "trixie": "Debian 13"}
PACKAGES = "ca-certificates,python3,python3-venv,make,git"
NEEDED = {"debootstrap": "debootstrap", "unshare": "util-linux", "git": "git"}
BUILT = ("build/html", "build/pdf")
CLONE = "speckb"
# The mounts are in a namespace of their own and end with its last process, however that ends.
ISOLATED = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c")
ENTER = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && exec chroot "$1" sh -c "$2"'
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NETWORK = re.compile(r"(https?|all|no)_proxy|SSL_CERT_FILE|UV_(\w*INDEX\w*|INSECURE_HOST)", re.I)
PIP = re.compile(
    r"\S+?\.(index-url|extra-index-url|trusted-host|proxy|cert|timeout|default-timeout)='(.*)'"
)
APT = re.compile(r"Acquire::(https?|Check-\w+|Check-Valid-Until|Retries)\b.*;", re.I)
CERTIFICATES = Path("usr/local/share/ca-certificates")
LINES = 15


class FailureError(Exception):
    """A step failed; the message says which, and where its output is."""


class Root:
    """A minimal Debian in a folder, with a clone of the repository."""

    def __init__(self, folder: Path, release: str) -> None:
        self.release = release
        self.pristine = folder / f"{release}-pristine"
        self.path = folder / release
        self.log = folder / f"{release}.log"
        self.times: dict[str, float] = {}

    def install(self, *, cached: bool) -> None:
        """Make the root by debootstrap, unless a cached one may serve."""
        if cached and (self.pristine / "etc/debian_version").is_file():
            return
        unfinished = self.pristine.with_suffix(".unfinished")
        for folder in (self.pristine, unfinished):
            shutil.rmtree(folder, ignore_errors=True)
        options = ["--variant=minbase", f"--include={PACKAGES}"]
        mirror = [found] if (found := _mirror()) else []
        self._run("debootstrap", ["debootstrap", *options, self.release, str(unfinished), *mirror])
        unfinished.rename(self.pristine)

    def prepare(self) -> None:
        """Copy the pristine root, and give it the machine's access to networks and a clone."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._run("copy", ["cp", "--archive", str(self.pristine), str(self.path)])
        shutil.copy("/etc/resolv.conf", self.path / "etc/resolv.conf")
        settings = "".join(
            f"{line}\n" for line in _printed("apt-config", "dump") if APT.match(line)
        )
        (self.path / "etc/apt/apt.conf.d/90machine").write_text(settings, encoding="utf-8")
        for file in (Path("/") / CERTIFICATES).glob("*.crt"):
            shutil.copy(file, self.path / CERTIFICATES / file.name)
        git = ["git", "-c", f"safe.directory={REPO}", "-C", str(REPO)]
        bundle = self.path / "head.bundle"
        self._run("bundle", [*git, "bundle", "create", str(bundle), "HEAD"])
        self.inside("clone", f"update-ca-certificates && git clone /head.bundle /{CLONE}")
        for value in _network().values():
            if value.startswith("/") and not (file := self.path / value[1:]).exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(value, file)

    def inside(self, name: str, command: str) -> None:
        """Run a command inside the root, with an environment of its own."""
        environment = {"PATH": PATH, "HOME": "/root", **_network()}
        self._run(name, [*ISOLATED, ENTER, "sh", str(self.path), command], environment)

    def files(self) -> dict[str, bytes]:
        """Return what was built, by path."""
        base = self.path / CLONE
        return {
            str(path.relative_to(base)): path.read_bytes()
            for name in BUILT
            for path in sorted((base / name).rglob("*"))
            if path.is_file()
        }

    def last_lines(self) -> str:
        """Return the end of the log."""
        text = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-LINES:])

    def _run(
        self, name: str, command: list[str], environment: dict[str, str] | None = None
    ) -> None:
        print(f"{RELEASES[self.release]}: {name} ...", flush=True)
        begin = time.monotonic()
        with self.log.open("ab") as log:
            log.write(f"=== {name}\n".encode())
            log.flush()
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                env=environment,
            )
        self.times[name] = time.monotonic() - begin
        if done.returncode:
            message = f"{RELEASES[self.release]}: {name} failed ({done.returncode})"
            raise FailureError(f"{self.last_lines()}\n{message}; its output is in {self.log}")


def main() -> int:
    """Run everything; return the exit status."""
    options = _options()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if problem := _unusable():
        print(f"make fresh: {problem}", file=sys.stderr)
        return 2
    folder = options.roots.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    roots = [Root(folder, release) for release in RELEASES]
    try:
        failed = list(_steps(roots, options))
    except FailureError as error:
        failed = [str(error)]
    print(*_summary(roots), sep="\n")
    if failed:
        print(*failed, sep="\n", file=sys.stderr)
        return 1
    for root in roots:
        shutil.rmtree(root.path)
        if not options.cached:
            shutil.rmtree(root.pristine)
    print("all is well: nothing failed, and both systems built the same site and PDF")
    return 0


def _steps(roots: list[Root], options: argparse.Namespace) -> Iterator[str]:
    """Do all steps, and yield what differs or fails without ending the run."""
    if _printed("git", "-c", f"safe.directory={REPO}", "-C", str(REPO), "status", "--porcelain"):
        print("changes that are not committed are left out: HEAD is what is cloned")
    for root in roots:
        root.log.unlink(missing_ok=True)
        root.install(cached=options.cached)
        root.prepare()
        root.inside("make", f"cd /{CLONE} && make")
    first, *others = roots
    for root in others:
        yield from _differences(first, root)
    for root in roots if options.test else ():
        try:
            root.inside("make test", f"cd /{CLONE} && make test")
        except FailureError as error:
            yield str(error)


def _differences(one: Root, other: Root) -> Iterator[str]:
    left, right = one.files(), other.files()
    print(f"comparing {len(left)} files ...", flush=True)
    if not left:
        yield f"{RELEASES[one.release]}: nothing was built"
    names = f"{RELEASES[one.release]} and {RELEASES[other.release]}"
    for name in sorted(left.keys() | right.keys()):
        if name not in left or name not in right:
            here = one if name in left else other
            yield f"{name}: only in {RELEASES[here.release]}"
        elif left[name] != right[name]:
            yield f"{name}: differs between {names}"


def _summary(roots: list[Root]) -> Iterator[str]:
    for root in roots:
        times = [f"{name} {seconds:.0f} s" for name, seconds in root.times.items()]
        yield f"{RELEASES[root.release]}: {', '.join(times) or 'not begun'}"
        yield from (f"  {line}" for line in root.last_lines().splitlines() if " passed" in line)


def _unusable() -> str:
    """Return what this machine lacks, with what to do."""
    if os.geteuid() != 0:
        return "needs root, for debootstrap and chroot: run 'sudo make fresh'"
    missing = [package for command, package in NEEDED.items() if not shutil.which(command)]
    return f"run 'apt-get install {' '.join(missing)}' first" if missing else ""


def _mirror() -> str:
    """Return the mirror of Debian that this machine's apt uses; debootstrap knows another."""
    form = "$(LABEL) $(REPO_URI)"
    found = _printed("apt-get", "indextargets", "--format", form, "Created-By: Packages")
    return next((line.split()[1] for line in found if line.startswith("Debian ")), "")


def _network() -> dict[str, str]:
    """Return the variables that say how pip and uv reach their index from this machine."""
    found = {name: value for name, value in os.environ.items() if NETWORK.fullmatch(name)}
    for line in _printed("python3", "-m", "pip", "config", "list"):
        if (setting := PIP.fullmatch(line)) and "file:" not in setting[2]:
            found[f"PIP_{setting[1].upper().replace('-', '_')}"] = setting[2]
    return found


def _printed(*command: str) -> list[str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return []
    return done.stdout.splitlines()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--roots", type=Path, default=REPO / "build" / "fresh", help="their folder")
    parser.add_argument("--cached", action="store_true", help="keep new roots, and use kept ones")
    parser.add_argument("--no-test", dest="test", action="store_false", help="leave out make test")
    return parser.parse_args()


def _stop(number: int, _frame: object) -> NoReturn:
    """Stop: the running command is killed, and its mounts end with it."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
