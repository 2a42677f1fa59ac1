"""What authors may write in prose, by name."""

from __future__ import annotations

from speckb.suggest import instead

ADMONITIONS = "admonition attention caution danger error hint important note seealso tip warning"
DIRECTIVES = frozenset(
    f"{ADMONITIONS} changes code code-block computed container d2 entries epigraph explorer figure "
    "glossary image list-table on-paper on-screen rubric toctree topic trace".split()
)
ROLES = frozenset(
    [
        "abbr",
        "count",
        "doc",
        "emphasis",
        "entry",
        "kbd",
        "literal",
        "numref",
        "ref",
        "strong",
        "sub",
        "sup",
        "term",
    ]
)
SCHEMES = frozenset({"", "http", "https", "mailto"})
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})


def refusal(kind: str, name: str) -> str:
    """Return why the directive or role `name` is refused, or an empty string when it is not."""
    allowed = DIRECTIVES if kind == "directive" else ROLES
    if name in allowed:
        return ""
    return f"no {kind} {name!r} here{instead(name, sorted(allowed), 40)}"


AGAIN = "again"


def address(name: str) -> str:
    """Return the address of a table on its page."""
    return f"table-{name}"


CODE = frozenset({"code", "code-block"})
