"""The readers to fuzz: what each is given, what counts as refused, and what as harm."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from speckb.corpus import loading, settings
from speckb.corpus.prose import DIRECTIVES, ROLES, SCHEMES, Prose, anchors, images, toctree
from speckb.diff import worddiff
from speckb.diff.compare import diff
from speckb.diff.history import log
from speckb.diff.markdown import markdown
from speckb.diff.outline import outline
from speckb.diff.text import text
from speckb.errors import UsageError
from speckb.files import git, pictures
from speckb.files.characters import forbidden
from speckb.files.frontmatter import Source, parse
from speckb.files.pictures.drawing import DrawingError, draw
from speckb.rules import report, reviews
from speckb.rules.check import RULES, check
from tests.conftest import REPO, SECOND
from tests.hostile.drawings import HERE, HOSTILE
from tests.hostile.pictures import HOSTILE as PICTURES
from tests.hostile.pictures import svg
from tests.hostile.test_svg import MADE
from tests.property.test_markdown import SITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

Read = Callable[[bytes], None]
SLIPS = "candidates/paper-slips.md"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]|(?m:^::|^##\[)")
_WORDS = r"""
--- ... ``` ~~~ ::: ```{toctree} ```{d2} ```{computed} {entry}` `<x>` [x]( ](<javascript: ]:
<javascript:x> &colon; &#58; \\ <!-- <script> %0a | > - [ ] { } # % & * = ~ !!python/object
id: title: criteria: value: note: formerly: accepted: text heading builder_filter filter pages
[needs] [speckb] [speckb.types.x] {id.__class__} icon: near: link: vars: ${ }: @import |md class:
{need_count}` ```{needlist} ```{needflow} :filter: in == __class__ search(
scenarios: layers: style. width: <svg <use href= xlink:href= <style> <foreignObject <!DOCTYPE
<!ENTITY url( data: onload= <animate <<<<<<< ======= >>>>>>> ||||||| :100644 tag:
"""
DICTIONARY = [*_WORDS.split(), "\r", "\x85", "\u2028", "\u202e", "\0", "\x02", "[x]:\njavascript:"]


class RefusedError(Exception):
    """The reader has said what is wrong."""


class HarmError(Exception):
    """Something passed that must not."""


def seeds(suffixes: str) -> Iterator[bytes]:
    """Yield files to start from: those of the small knowledge base and of the tests' cases."""
    for folder in (SECOND, REPO / "tests" / "cases", REPO / "tests" / "golden"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in suffixes.split() and path.stat().st_size < 9000:
                yield path.read_bytes()
    if ".d2" in suffixes:
        yield from (source.replace(HERE, "").encode() for source in HOSTILE.values())
    if ".svg" in suffixes:
        yield from (source.replace(HERE, "").encode() for source in PICTURES.values())
        yield svg('<g id="a"><path d="M0 0L9 9" fill="url(#b)"/></g><use href="#a"/>').encode()
    if ".png" in suffixes:
        yield from (make(9, 9) for make in MADE.values())


def _said(corpus: Corpus) -> None:
    """Check a corpus, as the command does; raises RefusedError where there are errors."""
    found = check(corpus)
    said = report.text(found, RULES)
    if CONTROL.search(said):
        raise HarmError(f"printed: {CONTROL.search(said)}")
    if any(finding.severity == "error" for finding in found):
        raise RefusedError


def _file(folder: Path, name: str) -> Read:
    """Return a reader of one file of a knowledge base."""
    root = shutil.copytree(SECOND, folder / "base")
    own = settings.load(root)

    def read(data: bytes) -> None:
        (root / name).write_bytes(data)
        try:
            found = own if name.endswith((".md", ".txt")) else settings.load(root)
            corpus = loading.load(found)
        except UsageError as error:
            if CONTROL.search(str(error).replace("\n", "")):
                return  # it is made harmless where it is printed
            raise RefusedError from None
        _said(corpus)
        if name.endswith(".md"):
            _seen(data)

    return read


def _seen(data: bytes) -> None:
    """Look at prose as the site's parser reads it, where the check has found no error."""
    body = parse(data.decode("utf-8-sig", "replace").replace("\r\n", "\n")).body
    for kind, name in _used(SITE.parse(f"{body}\n")):
        scheme = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*)\s*:", name)
        bad = {
            "directive": name not in DIRECTIVES,
            "role": name not in ROLES,
            "link": scheme is not None and scheme[1].lower() not in SCHEMES,
            "html": True,
        }
        if bad[kind]:
            raise HarmError(f"{kind} {name[:80]!r}")


def _used(tokens: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for token in tokens:
        if token.type in {"fence", "colon_fence"}:
            name = (token.info.split(maxsplit=1) or [""])[0]
            if name.startswith("{") and name.endswith("}"):
                yield "directive", name[1:-1]
                if name[1:-1] not in {"code", "code-block", "toctree", "glossary"}:
                    yield from _used(SITE.parse(token.content))
            elif token.type == "colon_fence":
                yield from _used(SITE.parse(token.content))
        elif token.type == "myst_role":
            yield "role", token.meta["name"]
        elif token.type in {"link_open", "image"}:
            yield "link", unquote(str(token.attrs.get("href", token.attrs.get("src"))))
        elif token.type in {"html_block", "html_inline"}:
            yield "html", token.content
        yield from _used(token.children or [])


def _prose(_folder: Path) -> Read:
    """Return a reader of prose that asks for everything which the check may ask for."""

    def read(data: bytes) -> None:
        body = data.decode("utf-8", "replace")
        if forbidden(body):  # a finding, and the file is not read further
            raise RefusedError
        prose = Prose(Source(body, body=body))
        for use in (*prose.directives, *prose.roles, *prose.links, *prose.tags(), *prose.tables()):
            _ = use.span, use.name_span
        list(anchors.headings(prose)), anchors.anchors(prose), list(anchors.terms(prose))
        list(images.named(prose)), list(toctree.items(prose)), prose.unclosed

    return read


def _picture(suffixes: str) -> Callable[[Path], Read]:
    def start(_folder: Path) -> Read:
        def read(data: bytes) -> None:
            if all(pictures.problems(data, kind) for kind in suffixes.split()):
                raise RefusedError
            if suffixes == ".d2":
                _drawn(data)
            elif suffixes == ".svg":
                _harmless(data)

        return read

    return start


def _drawn(data: bytes) -> None:
    try:
        _harmless(draw(pictures.drawing_text(data), "0").encode(), drawn=True)
    except DrawingError:
        raise RefusedError from None


def _harmless(data: bytes, *, drawn: bool = False) -> None:
    try:
        tree = ET.fromstring(data)
    except ET.ParseError:  # it takes no '}' in the name of a namespace
        raise RefusedError from None
    for element in tree.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in {"script", "iframe", "handler", "animate", "set"} or (
            tag == "foreignobject" and not drawn
        ):
            raise HarmError(f"<{tag}>")
        for key, value in element.attrib.items():
            name = key.rpartition("}")[2].lower()
            if name.startswith("on") or (name in {"href", "src"} and not value.startswith("#")):
                raise HarmError(f"{name}={value[:60]!r}")
            if name != "id" and re.search(r"url\(\s*['\"]?(?!#)", value):
                raise HarmError(f"{name}={value[:60]!r}")


def _history(_folder: Path) -> Read:
    """Return a reader of what git prints; only what git can print counts as a crash."""

    def read(data: bytes) -> None:
        names = [name for name in data.split(b"\0") if name]
        listed = b"\x02" + b"a" * 40 + b" 1 tag: " + data.replace(b"\0", b"").replace(b"\n", b" ")
        raw = b"".join(
            b":100644 100644 " + b"a" * 40 + b" " + b"b" * 40 + b" M\0" + n + b"\0" for n in names
        )
        list(log._commits(listed + b"\0\n" + raw))
        git._names(data)

    return read


def _diff(folder: Path) -> Read:
    """Return a reader of two states of an entry, between which a line of zeros stands."""
    root = shutil.copytree(SECOND, folder / "base")
    own = settings.load(root)

    def load(data: bytes) -> Corpus:
        (root / SLIPS).write_bytes(data)
        return loading.load(own)

    def read(data: bytes) -> None:
        old, _, new = data.partition(b"\n000\n")
        laid_out = outline(diff(load(old), load(new)), "old", "new")
        said = text(laid_out)
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said):
            raise HarmError("a control character is printed")
        commented = markdown(laid_out)
        if re.search(r"<(?!/?(?:details|summary|del|ins)\b)[a-zA-Z!/]", commented):
            raise HarmError("HTML in a comment")
        worddiff.changed(old.decode("utf-8", "replace"), new.decode("utf-8", "replace"))

    return read


def _reviews(folder: Path) -> Read:
    root = shutil.copytree(SECOND, folder / "base")
    path = root / "ubproject.toml"
    path.write_text(path.read_text().replace("[speckb]", '[speckb]\nreviews = "reviews.txt"', 1))
    own = settings.load(root)

    def read(data: bytes) -> None:
        (root / "reviews.txt").write_bytes(data)
        if reviews.read(own).problems:
            raise RefusedError

    return read


READERS: dict[str, tuple[Callable[[Path], Read], str]] = {
    "settings": (lambda folder: _file(folder, settings.FILE), ".toml"),
    "schema": (lambda folder: _file(folder, "schemas/candidate.json"), ".json"),
    "entry": (lambda folder: _file(folder, SLIPS), ".md"),
    "page": (lambda folder: _file(folder, "words.md"), ".md"),
    "prose": (_prose, ".md"),
    "reviews": (_reviews, ".txt"),
    "d2": (_picture(".d2"), ".d2"),
    "svg": (_picture(".svg"), ".svg"),
    "bitmap": (_picture(".png .gif .jpg .webp"), ".png .gif .jpg .webp"),
    "history": (_history, ".txt .md"),
    "diff": (_diff, ".md"),
}
