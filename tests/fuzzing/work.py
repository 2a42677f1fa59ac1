"""One reader under the fuzzer: counts what came out, and keeps one input of each failure."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import atheris

with atheris.instrument_imports(include=["speckb"], enable_loader_override=False):
    from tests.fuzzing.readers import DICTIONARY, READERS, HarmError, RefusedError, seeds

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 10  # seconds of CPU for one input
EVERY = 200


class _HangError(BaseException):
    pass


class Fuzzed:
    """A reader with its counts; `told` is the file to which they are written."""

    def __init__(self, read: Callable[[bytes], None], told: Path, kept: Path) -> None:
        self.read = read
        self.told = told
        self.kept = kept
        self.counts: Counter[str] = Counter()
        self.found: dict[str, str] = {}
        signal.signal(signal.SIGVTALRM, _hang)

    def __call__(self, data: bytes) -> None:
        """Read one input."""
        self.counts["inputs"] += 1
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            self.read(data)
        except RefusedError:
            self.counts["refused"] += 1
        except _HangError as error:
            self._keep("hangs", error, data)
        except HarmError as error:
            self._keep("harm", error, data)
        except Exception as error:
            self._keep("crashes", error, data)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if self.counts["inputs"] % EVERY == 1:
            self.tell()

    def _keep(self, kind: str, error: BaseException, data: bytes) -> None:
        self.counts[kind] += 1
        frames = [
            f for f in traceback.extract_tb(error.__traceback__) if "/fuzzing/" not in f.filename
        ]
        last = frames[-1] if frames else None
        place = f"{last.filename.rpartition('/src/')[2]}:{last.lineno}" if last else ""
        about = f"{kind}: {type(error).__name__} {place} {str(error)[:200]!r}"
        key = f"{kind} {type(error).__name__} {place}" if kind == "crashes" else about
        if key not in self.found:
            name = self.kept / f"{hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]}"
            name.write_bytes(data)
            self.found[key] = f"{about} {name}"
            traceback.print_exception(error)
            self.tell()

    def tell(self) -> None:
        """Write the counts."""
        names = ("inputs", "refused", "crashes", "hangs", "harm")
        data: dict[str, Any] = {name: self.counts[name] for name in names}
        part = self.told.with_suffix(".part")
        part.write_text(json.dumps({**data, "found": list(self.found.values())}))
        part.replace(self.told)


def _hang(*_: object) -> NoReturn:
    raise _HangError


def main() -> None:
    """Fuzz a reader for some seconds; its files are in a folder."""
    reader, folder, seconds = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    kept = Path("build/fuzzing").resolve() / reader
    kept.mkdir(parents=True, exist_ok=True)
    read, suffix = READERS[reader]
    corpus = folder / "seeds"
    corpus.mkdir()
    for number, data in enumerate(seeds(suffix)):
        (corpus / f"{number}").write_bytes(data)
    words = folder / "words"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in DICTIONARY))
    found = Fuzzed(read(folder), folder / "told.json", kept)
    options = [f"-max_total_time={seconds}", "-max_len=4000", f"-dict={words}", "-verbosity=0"]
    options += ["-rss_limit_mb=4000", "-timeout=60", f"-artifact_prefix={kept}/"]
    atheris.Setup([sys.argv[0], str(corpus), *options], found)
    os.environ["TMPDIR"] = str(folder)
    atheris.Fuzz()


def _quoted(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main()
