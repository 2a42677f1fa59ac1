"""Feeds each reader with random input, and prints what came out.

Each reader runs in a process of its own, as its fuzzer ends the process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

READERS = "settings schema entry page prose reviews d2 svg bitmap history diff".split()
COLUMNS = "inputs refused crashes hangs harm".split()


def main() -> int:
    """Run the readers one after another; the exit status is 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("reader", nargs="*", default=READERS, help=f"of: {', '.join(READERS)}")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader (default: 60)")
    args = parser.parse_args()
    kept = Path("build/fuzzing").resolve()
    kept.mkdir(parents=True, exist_ok=True)
    print(f"{'reader':10}" + "".join(f"{name:>10}" for name in COLUMNS), flush=True)
    found = False
    for reader in args.reader:
        with tempfile.TemporaryDirectory(prefix="fuzzing-") as folder:
            told = Path(folder, "told.json")
            log = kept / f"{reader}.log"
            with log.open("w", encoding="utf-8") as file:
                subprocess.run(
                    [sys.executable, "-m", "tests.fuzzing.work", reader, folder, str(args.seconds)],
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    check=False,
                )
            counts = json.loads(told.read_text()) if told.exists() else {}
            if not counts:
                print(f"{reader:10} did not start: {log}", flush=True)
                found = True
                continue
            print(f"{reader:10}" + "".join(f"{counts[name]:>10,}" for name in COLUMNS), flush=True)
            for about in counts["found"]:
                print(f"  {about}", flush=True)
            found = found or bool(counts["found"])
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
