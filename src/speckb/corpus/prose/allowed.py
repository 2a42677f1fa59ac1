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
AGAIN = "again"  # option of a computed table that another page has already: it gets no anchor
# What sphinx-needs has and this engine has not, with what there is in its place.
NOT_HERE = {
    **dict.fromkeys(("needpie", "needbar"), "'computed' shows the tables of coverage"),
    **dict.fromkeys(("needuml", "needarch", "needsequence", "needgantt"), "'d2' draws"),
    **dict.fromkeys(("needimport", "needservice", "needextend"), "an entry is a file"),
    **dict.fromkeys(("need_part", "np"), "an entry has no parts"),
    **dict.fromkeys(
        ("need_incoming", "need_outgoing"), "the page of an entry lists its links, 'need' is one"
    ),
    **dict.fromkeys(("ndf", "need_func"), "no function runs; 'need_count' counts"),
    **{"needreport": "'needextract' shows entries", "list2need": "an entry is a file"},
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
        return f"no {kind} {name!r} of sphinx-needs here; {NOT_HERE[name]}"
    return f"no {kind} {name!r} here{instead(name, sorted(allowed), 40)}"


def address(name: str) -> str:
    """Return the anchor of a computed table on its page."""
    return f"table-{name}"
