"""Names that prose may use: directives, roles, schemes of links, formats of pictures."""

from __future__ import annotations

from speckb.corpus.prose.forms import DIRECTIVES
from speckb.suggest import instead

ROLES = frozenset(
    [
        "abbr",
        "count",
        "doc",
        "emphasis",
        "entry",
        "kbd",
        "literal",
        "need",
        "need_count",
        "numref",
        "ref",
        "strong",
        "sub",
        "sup",
        "term",
    ]
)
CODE = frozenset({"code", "code-block"})  # directives whose content is shown as it is
HIDDEN = "hidden"  # option of entries whose list is not shown on their page
AGAIN = "again"  # option of a computed table that another page has already: it gets no anchor
# What sphinx-needs has and this engine has not, with what there is in its place.
NOT_HERE = {
    **dict.fromkeys(("needpie", "needbar"), "use 'computed' for tables of coverage"),
    **dict.fromkeys(("needuml", "needarch", "needsequence", "needgantt"), "use 'd2' for drawings"),
    **dict.fromkeys(("needimport", "needservice", "needextend"), "write a file for each entry"),
    **dict.fromkeys(("need_part", "np"), "entries have no parts"),
    **dict.fromkeys(
        ("need_incoming", "need_outgoing"),
        "the page of an entry lists its links; use 'need' for a single one",
    ),
    **dict.fromkeys(("ndf", "need_func"), "functions are not run; use 'need_count' to count"),
    **{
        "needreport": "use 'needextract' to show entries",
        "list2need": "write a file for each entry",
    },
}
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
    if name in NOT_HERE:
        return f"{kind} {name!r} of sphinx-needs is not available; {NOT_HERE[name]}"
    return f"unknown {kind} {name!r}{instead(name, sorted(allowed), 40)}"


def address(name: str) -> str:
    """Return the anchor of a computed table on its page."""
    return f"table-{name}"
