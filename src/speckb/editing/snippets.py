"""Renders snippets for VS Code: an entry of each type, and each role and directive of prose."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from speckb.corpus.prose import DIRECTIVES, ROLES
from speckb.corpus.schema_parts import options, words
from speckb.editing.field_writer import FieldWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.settings import EntryType, Settings

SIGNS = re.compile(r"[\\$}]")
CHOSEN = re.compile(r"[\\,|]")
SCOPE = "markdown"
CODE = {"code", "code-block"}
SHORT = {
    "comparisons": "section",
    "computed": "table",
    "entries": "type",
    "d2": "figures/NAME.d2",
    "figure": "NAME.svg",
    "question": "title",
}


class Fields(FieldWriter):
    """Writes front matter with numbered tab stops, as TextMate snippets have them."""

    def __init__(self) -> None:
        self.places = 0

    def value(self, part: Mapping[str, Any]) -> str:
        """Return a tab stop; a value without a name or description is a link's reason."""
        return self._place(part, {"title": "reason", **part})

    def items(self, key: str, part: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Return a list with one tab stop."""
        return f"[{self._place(part.get('items', {}), part)}]"

    def name(self, key: str, part: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Return a tab stop for an id."""
        return self._place({}, {"description": "id"})

    def _place(self, part: Mapping[str, Any], about: Mapping[str, Any]) -> str:
        """Return a tab stop that offers the words of a schema, or says what it is for."""
        self.places += 1
        allowed = words(part)
        if allowed and not any("type" in option for option in options(part)):
            offered = ",".join(CHOSEN.sub(r"\\\g<0>", str(word)) for word in allowed)
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
    properties = {name: part for name, part in kind.properties.items() if name != "id"}
    lines = Fields().group("", {**kind.schema, "properties": properties}, 0)
    body = ["---", "id: $TM_FILENAME_BASE", *lines, "---", "", "$0"]
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


def text(found: Settings) -> str:
    """Return the text of the file."""
    return json.dumps(snippets(found), indent=2, ensure_ascii=False) + "\n"
