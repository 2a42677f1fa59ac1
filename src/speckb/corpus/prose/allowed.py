"""Names that prose may use: directives, roles, schemes of links, formats of pictures."""

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
CODE = frozenset({"code", "code-block"})  # directives whose content is shown as it is
# Directives without an argument: what follows the name is the first line of the content.
UNTITLED = frozenset(
    f"{ADMONITIONS} changes epigraph explorer glossary on-paper on-screen toctree trace".split()
) - {"admonition"}
# Directives whose content starts at once.
WITHOUT_OPTIONS = frozenset({"epigraph", "on-paper", "on-screen"})
AGAIN = "again"  # option of a computed table that another page has already: it gets no anchor
SCHEMES = frozenset({"", "http", "https", "mailto"})
# Pictures are of three kinds: images are files in a format that browsers show, drawings are made
# from D2 sources, and charts, which have no file, are computed from the entries.
IMAGE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
DRAWING_SUFFIXES = frozenset({".d2"})


def refusal(kind: str, name: str) -> str:
    """Return why the directive or role `name` is refused, or an empty string."""
    allowed = DIRECTIVES if kind == "directive" else ROLES
    if name in allowed:
        return ""
    return f"no {kind} {name!r} here{instead(name, sorted(allowed), 40)}"


def address(name: str) -> str:
    """Return the anchor of a computed table on its page."""
    return f"table-{name}"
