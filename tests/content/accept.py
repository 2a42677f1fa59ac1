"""Records what the entries say today where the tests hold what the draft says.

    make accept                shows what changes in tests/content/recorded, and writes it
    make accept ONLY=values    the same for one file

Rows that no entry stands for any more are taken out; what was added since is not recorded.
"""

from __future__ import annotations

import argparse
import sys
from difflib import unified_diff

from speckb.corpus import loading, settings
from tests.conftest import KNOWLEDGE, REPO
from tests.content import recorded


def main() -> int:
    """Show the difference and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--only", choices=[*recorded.FACTS], help="one of the files")
    only = parser.parse_args().only
    loaded = loading.load(settings.load(KNOWLEDGE))
    corpus = loaded.at(loaded.settings.editions[0].id)
    changed = 0
    for name in [only] if only else recorded.FACTS:
        path = recorded.HERE / f"{name}.csv"
        before = path.read_text(encoding="utf-8")
        rows = [found for _, found in recorded.now(name, corpus) if found]
        after = recorded.written(rows, before.split("\n", 1)[0].split(","))
        if before != after:
            lines = (text.splitlines(keepends=True) for text in (before, after))
            label = path.relative_to(REPO).as_posix()
            sys.stdout.writelines(unified_diff(*lines, f"{label} (recorded)", f"{label} (now)"))
            path.write_text(after, encoding="utf-8", newline="")
            changed += 1
    print(f"{changed} files changed" if changed else "nothing to accept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
