"""Last check of a build: elements, attributes and addresses in the pages and the feed it wrote.

The check and the parser read prose each in its own way, and templates and packages add to pages.
Whatever passes them by is refused here, where readers would get it. A page that is refused is
deleted, and the next build reads everything again. A page that is not there ends the build too.
"""

from __future__ import annotations

import html
import re
import time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.corpus.prose import SCHEMES
from speckb.sphinxext import discovery, search
from speckb.sphinxext.page_editions import names_of
from speckb.sphinxext.policy import SIZE
from speckb.sphinxext.state import corpus_of, stop
from speckb.suggest import choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

_ELEMENTS = """
a abbr article aside bdi blockquote body br button caption circle cite code col colgroup dd desc
details div dl dt em figcaption figure footer form g h1 h2 h3 h4 h5 h6 head header hr html img
input kbd label li line link main meta nav noscript ol p path polygon polyline pre rect script
section span strong sub summary sup svg symbol table tbody td text tfoot th thead time title tr
tspan ul use
author content entry feed id name summary updated
"""  # the last line for the feed
_ATTRIBUTES = """
abbr action alt as charset checked class color colspan content cx cy d datetime defer dir disabled
dominant-baseline download fill font-family font-size font-weight for height hidden href
http-equiv id lang loading method name offset opacity open placeholder points preserveaspectratio
property r rel role rowspan rx ry scope src start stroke stroke-dasharray stroke-linecap
stroke-linejoin stroke-width tabindex text-anchor title transform type value viewbox width x x1 x2
xml:base xml:lang xml:space xmlns y y1 y2
"""
ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
# Attributes whose values are free text, by the start of their names.
FREE = ("aria-", "data-")
# Relations of `link` that load nothing. They, and `a`, may lead to another site.
RELATIONS = frozenset({"", "alternate", "canonical", "self"})
DATA = frozenset({"application/json", "application/ld+json"})  # what a browser does not run
ADDRESSES = frozenset({"href", "src", "action"})
TAG = re.compile(
    r"<[!?][^<>]*>|<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>|<(?!/[a-zA-Z][\w:-]*\s*>)"
)
NAME = re.compile(r"<([a-zA-Z][\w:-]*)")
ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
DECLARATION = re.compile(r"<!doctype html>|<\?xml version=.1\.0. encoding=.utf-8.\?>", re.I)
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
# What browsers leave out of an address, or read as a slash.
IGNORED = re.compile(r"[\x00-\x20]")
SUFFIXES = (".html", ".atom")


class Refusal(NamedTuple):
    """A tag that no page may have, and why."""

    tag: str
    reason: str


def connect(app: Sphinx) -> None:
    """Register the check of the pages that a build has written."""
    started = time.time_ns()
    app.connect("build-finished", lambda a, error: _check(a, error, started), priority=940)


def _check(app: Sphinx, error: Exception | None, started: int) -> None:
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    if lost := list(_lost(app)):
        stop("\n".join(lost))
    known: dict[tuple[str, int], str] = {}
    problems = []
    for path in _written(out, started):
        page = path.relative_to(out).as_posix()
        text = path.read_text(encoding="utf-8")
        if page == discovery.MISSING and (root := discovery.root_of(app)):
            text = text.replace(f'="{root}', '="')  # a server shows it at any depth
        found = list(refusals(text, page, known))
        if found:
            path.unlink()
        problems += [f"{_place(app, page, one.tag)}: {one.reason}" for one in found]
    if problems:
        stop(
            "\n".join(
                [*problems, f"refused {len(problems)} parts of the output; deleted their files"]
            )
        )


def _lost(app: Sphinx) -> Iterator[str]:
    """Yield a message for each page of the knowledge base that is not in the output folder."""
    builder: Any = app.builder
    for name in sorted(app.env.found_docs):
        for shown in names_of(app, name):
            path = Path(app.outdir) / f"{shown}{builder.out_suffix}"
            if not path.is_file() or not path.stat().st_size:
                source = app.env.doc2path(name, base=False)
                yield f"{source}: error: its page {path} was not written"
        if not (path := Path(app.outdir) / search.file_of(name)).is_file():
            source = app.env.doc2path(name, base=False)
            yield f"{source}: error: its words for the search, {path}, were not written"


def _written(out: Path, started: int) -> Iterator[Path]:
    """Yield the pages that this build has written."""
    for path in sorted(out.rglob("*")):
        if path.suffix in SUFFIXES and path.stat().st_mtime_ns >= started:
            yield path


def refusals(text: str, page: str, known: dict[tuple[str, int], str]) -> Iterator[Refusal]:
    """Yield each tag of a page that is refused, once.

    `known` has what was found out about a tag in pages of the same depth: most tags occur on many.
    """
    depth = page.count("/")
    for tag in dict.fromkeys(TAG.findall(text)):
        if (reason := known.get((tag, depth))) is None:
            reason = known[tag, depth] = problem(tag, depth)
        if reason:
            yield Refusal(tag, reason)


def problem(tag: str, depth: int) -> str:
    """Return why a tag may not occur on a page in so many folders, or an empty string."""
    match = NAME.match(tag)
    if not match and DECLARATION.fullmatch(tag):
        return ""
    if not match:
        return f"{tag[:60]!r} is not the tag of an element"
    element = match[1].lower()
    if element not in ELEMENTS:
        return f"an element <{element}>"
    attributes = list(_attributes(tag[match.end() : -1]))
    values = dict(reversed(attributes))  # of two attributes with one name the first counts
    leads = element == "a" or (element == "link" and values.get("rel", "").lower() in RELATIONS)
    for name, value in attributes:
        if name in ADDRESSES:
            if reason := _address_problem(value, depth, leads=leads):
                return f"<{element} {name}={value[:60]!r}> {reason}"
        elif (
            name not in ATTRIBUTES
            and (name, value) != ("target", "_top")
            and not name.startswith(FREE)
            and not (name == "style" and SIZE.fullmatch(value))
        ):
            return f"an attribute {name!r} of <{element}>"
    if element == "script" and "src" not in values and values.get("type") not in DATA:
        return "an inline script"
    if element == "meta" and values.get("http-equiv", "").lower() == "refresh":
        target = values.get("content", "").partition("=")[2]
        return _address_problem(target, depth, leads=False) and "a redirect that leaves the site"
    return ""


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for name, value in ATTRIBUTE.findall(text):
        yield name.lower(), html.unescape(value.strip("\"'"))


def _address_problem(value: str, depth: int, *, leads: bool) -> str:
    """Return what is wrong with an address on a page in so many folders.

    `leads` says whether it is a link, and not the address of something that the page loads.
    """
    address = IGNORED.sub("", value).replace("\\", "/")
    if scheme := SCHEME.match(address):
        if scheme[0].lower() in SCHEMES and leads:
            return ""
        if leads:
            return f"has the scheme {scheme[0]!r}; allowed: {choice(sorted(SCHEMES - {''}))}"
        return "is on another host"
    if address.startswith("/"):
        return "is not a path from the page"
    return (
        ""
        if _stays(PurePosixPath(address.partition("#")[0].partition("?")[0]), depth)
        else "leaves the site"
    )


def _stays(path: PurePosixPath, depth: int) -> bool:
    for part in path.parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return False
    return True


def _place(app: Sphinx, page: str, tag: str) -> str:
    """Return the source file of a page, with the line that names the tag's element or address."""
    corpus = corpus_of(app)
    docname = page.removesuffix(".html")
    items = [i for i in corpus.items if docname in names_of(app, i.docname)]
    if not items:
        return page
    (item,) = items
    values = [value for _, value in _attributes(tag[1:-1]) if len(value) > 2]
    return f"{item.path}:{_line(item.source.text, [*values, tag[1:]])}: on the page {page}"


def _line(text: str, sought: Iterable[str]) -> int:
    for words in sought:
        if words in text:
            return text.count("\n", 0, text.index(words)) + 1
    return 1
