"""Snippets for VS Code, written from the schemas and from what prose may hold.

`python -m speckb.snippets FILE` writes them, from the knowledge base in this folder; with `--check`
it says whether they are current.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb.corpus import settings
from speckb.corpus.prose import DIRECTIVES, ROLES
from speckb.files.transaction import Change, commit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.settings import EntryType, Settings

SIGNS = re.compile(r"[\\$}]")
CHOSEN = re.compile(r"[\\,|]")
SCOPE = "markdown"
CODE = {"code", "code-block"}
SHORT = {"computed": "table", "entries": "type", "d2": "figures/NAME.d2", "figure": "NAME.svg"}


class Fields:
    """Writes front matter with a place to fill in, numbered, for each field that is required."""

    def __init__(self) -> None:
        self.places = 0

    def lines(self, schema: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
        """Yield the lines of the required fields of a group."""
        for name, part in schema.get("properties", {}).items():
            if name in _required(schema) and name != "id":
                yield from self._field(name, part, indent)

    def _field(self, name: str, part: Mapping[str, Any], indent: int) -> Iterator[str]:
        blank = " " * indent
        if part.get("type") == "object":
            yield f"{blank}{name}:"
            yield from self._group(part, indent + 2)
        elif part.get("type") == "array" and part.get("items", {}).get("type") == "object":
            yield f"{blank}{name}:"
            first, *rest = self.lines(part["items"], indent + 4)
            yield from (f"{blank}  - {first.lstrip()}", *rest)
        elif part.get("type") == "array":
            yield f"{blank}{name}: [{self._place(part.get('items', {}), part)}]"
        else:
            yield f"{blank}{name}: {self._place(part, part)}"

    def _group(self, part: Mapping[str, Any], indent: int) -> Iterator[str]:
        inner = part.get("additionalProperties")
        if not isinstance(inner, dict):
            yield from self.lines(part, indent)
            return
        blank = " " * indent
        name = self._place({}, {"description": "id"})
        if inner.get("type") == "object":
            yield f"{blank}{name}:"
            yield from self.lines(inner, indent + 2)
        else:
            yield f"{blank}{name}: {self._place(inner, {'description': 'reason'})}"

    def _place(self, part: Mapping[str, Any], about: Mapping[str, Any]) -> str:
        """Return a place that offers the words of a schema, or says what it is for."""
        self.places += 1
        options = (part, *part.get("oneOf", ()))
        words = [str(option["const"]) for option in options if "const" in option]
        words += [str(word) for word in part.get("enum", ())]
        if words and not any("type" in option for option in options):
            offered = ",".join(CHOSEN.sub(r"\\\g<0>", word) for word in words)
            return f"${{{self.places}|{offered}|}}"
        said = SIGNS.sub(r"\\\g<0>", str(about.get("description", about.get("title", ""))))
        return f"${{{self.places}:{said}}}"


def snippets(found: Settings) -> dict[str, dict[str, Any]]:
    """Return the snippets by their names."""
    made = {f"entry of the type {kind.title}": _entry(kind) for kind in found.types.values()}
    made |= {f"role {name}": _role(name) for name in sorted(ROLES)}
    made |= {f"directive {name}": _directive(name) for name in sorted(DIRECTIVES)}
    return made


def _entry(kind: EntryType) -> dict[str, Any]:
    body = ["---", "id: $TM_FILENAME_BASE", *Fields().lines(kind.schema), "---", "", "$0"]
    about = str(kind.schema.get("description", kind.title))
    return {"scope": SCOPE, "prefix": kind.name, "body": body, "description": about}


def _role(name: str) -> dict[str, Any]:
    body = [f"{{{name}}}`${{1:{'id' if name == 'entry' else 'text'}}}`$0"]
    return {"scope": SCOPE, "prefix": f"{{{name}}}", "body": body, "description": f"Role {name}"}


def _directive(name: str) -> dict[str, Any]:
    fence = "```" if name in CODE else ":::"
    target = f" ${{1:{SHORT[name]}}}" if name in SHORT else ""
    body = [f"{fence}{{{name}}}{target}", "$0", fence]
    about = f"Directive {name}"
    return {"scope": SCOPE, "prefix": f"{fence}{{{name}}}", "body": body, "description": about}


def _required(schema: Mapping[str, Any]) -> set[str]:
    ways = [*schema.get("oneOf", ()), *schema.get("anyOf", ())][:1]
    return {name for part in (schema, *ways) for name in part.get("required", ())}


def text(found: Settings) -> str:
    """Return the text of the file."""
    return json.dumps(snippets(found), indent=2, ensure_ascii=False) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the file, or check it: 0 fine, 1 not current."""
    parser = argparse.ArgumentParser(prog="python -m speckb.snippets", description=__doc__)
    parser.add_argument("file", type=Path, help="where the snippets are")
    parser.add_argument("--check", action="store_true", help="write nothing")
    args = parser.parse_args(argv)
    path = args.file.resolve()
    old = path.read_bytes() if path.exists() else None
    new = text(settings.load(Path.cwd())).encode()
    if args.check and old != new:
        print(f"{args.file}: not current; write it with {parser.prog} {args.file}")
    elif not args.check:
        commit(path.parent, [Change(path, old, new)], parser.prog)
    return int(args.check and old != new)


if __name__ == "__main__":
    sys.exit(main())
