"""Rules for links and pictures in prose: allowed targets, which must exist."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from speckb.corpus.prose import IMAGE_SUFFIXES, SCHEMES, toctree
from speckb.corpus.prose.images import SHOWN, misnamed, pictures
from speckb.corpus.renamed import moved, renamed
from speckb.rules.rule import Group, Hit, Scope, rule
from speckb.suggest import choice, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.prose import Prose


@rule("prose-link", Group.LINKS, Scope.NAMED_ENTRIES, protects=True)
def prose_link(corpus: Corpus) -> Iterator[Hit]:
    """A link leads to a page of the knowledge base, a web address or an email address.

    Bad:

        See [the words](../../words.md).

    Good:

        See [the words](../words.md).
    """
    for item in corpus.items:
        prose = item.prose
        for start, end, target, kind in _targets(prose):
            if problem := _problem(corpus, item, target, kind):
                yield Hit(item, prose.span(start, end), problem, about=_about(corpus, item, target))
        for start, end, name in _pages(prose):
            if problem := _unlisted(corpus, item, name):
                yield Hit(item, prose.span(start, end), problem, about=_about(corpus, item, name))


def _targets(prose: Prose) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, target and kind of each link, and of each picture with a `target`."""
    for use in prose.links:
        if use.name != "image":
            yield *use.target_at, use.target, use.name
    for use in prose.directives:
        if use.name in SHOWN and (at := prose.options(use).get("target")):
            yield *at, prose.text[slice(*at)], "link"


def _pages(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of each page that is named without its suffix."""
    for use in prose.roles:
        if use.name == "doc":
            yield *use.target_at, use.target
    yield from toctree.items(prose)


# What a picture needs for those who cannot see it: of a directive, and of Markdown's own form.
WORDS = (
    "`:alt:`, a description of what it shows",
    "a description of what it shows, in its brackets",
)


@rule("prose-picture", Group.LINKS, Scope.NAMED_ENTRIES, protects=True)
def prose_picture(corpus: Corpus) -> Iterator[Hit]:
    """A picture is a file of the knowledge base and has a description of what it shows.

    Bad:

        ![](drawings/flood.svg)

    Good:

        ![The branch under water](drawings/flood.svg)
    """
    for item in corpus.items:
        for use, said in pictures(item.prose):
            problem = _problem(corpus, item, use.target, use.name)
            if problem or not said:
                message = problem or "the picture must have " + WORDS[use.name == "image"]
                yield Hit(item, use.span, message, about=_about(corpus, item, use.target))
            at = item.prose.options(use).get("name") if use.name == "d2" else None
            if at and (problem := misnamed(item.prose.text[slice(*at)])):
                yield Hit(item, item.prose.span(*at), problem)


def _problem(corpus: Corpus, item: Entry | Page, target: str, kind: str) -> str:
    """Return what is wrong with the target of a link or picture, or an empty string."""
    try:
        scheme = urlsplit(target).scheme.lower()
        if scheme not in SCHEMES:
            return f"the scheme {scheme!r} is not allowed in a link; allowed: http, https, mailto"
        if kind in SHOWN:
            return _picture_problem(corpus, item, target, SHOWN[kind])
        if scheme or target.startswith("#"):
            return ""
        return _page_problem(corpus, item, target.partition("#")[0], kind)
    except (OSError, RuntimeError, ValueError):  # a name too long, a cycle of symbolic links, ...
        return f"{target[:60]!r} is neither a path nor an address"


def _page_problem(corpus: Corpus, item: Entry | Page, name: str, kind: str) -> str:
    if corpus.path_from(item.path, name) in corpus.paths:
        return ""
    if missing := _missing(corpus, item, name):
        return missing
    if kind == "reference" and PurePosixPath(name).suffix in IMAGE_SUFFIXES:
        return ""  # a definition `[name]: picture.svg` may belong to a picture
    return f"{name!r} is not a page; link to a page"


def _picture_problem(
    corpus: Corpus, item: Entry | Page, target: str, allowed: frozenset[str]
) -> str:
    if urlsplit(target).scheme or target.startswith("//"):
        return "the picture is on another host; put the file beside the page"
    if missing := _missing(corpus, item, target):
        return missing
    path = corpus.settings.root / corpus.path_from(item.path, target)
    if path.is_symlink():
        return f"{target!r} is a symbolic link; a picture must be a file"
    if path.suffix.lower() not in allowed:
        return f"{target!r} is not a picture; allowed: {choice(sorted(allowed))}"
    return ""


def _about(corpus: Corpus, item: Entry | Page, target: str) -> set[str]:
    """Return the paths and ids that a target may stand for, with and without the suffix `.md`.

    A former id stands for the present one, too.
    """
    path = corpus.path_from(item.path, target.partition("#")[0]).lstrip("/")
    name = PurePosixPath(path).stem
    former = corpus.former.get(name)
    return {path, f"{path}.md", name, *([former.id] if former else [])}


def _missing(corpus: Corpus, item: Entry | Page, name: str) -> str:
    """Return why the knowledge base has no file of that name, or an empty string."""
    if name.startswith("/"):
        return f"{name!r} starts at the root; write the path relative to this file"
    root = corpus.settings.root.resolve()
    path = (root / item.path).parent / name
    if not path.resolve().is_relative_to(root):
        return f"{name!r} is outside the knowledge base"
    if path.is_file():
        return ""
    folder, _, last = corpus.path_from(item.path, name).rpartition("/")
    former = renamed(corpus, last.removesuffix(".md"))
    former = former or moved(corpus, f"{folder}/{last}".lstrip("/").removesuffix(".md"))
    near = nearest(last, corpus.names.get(folder, ()))
    return former or f"file {name!r} does not exist{near}"


def _unlisted(corpus: Corpus, item: Entry | Page, name: str) -> str:
    """Return why there is no page of a name without suffix, or an empty string."""
    if name == "self" or "*" in name or urlsplit(name).scheme in SCHEMES - {""}:
        return ""
    path = corpus.path_from(item.path, name).lstrip("/")
    bare = path.removesuffix(".md").removesuffix(".rst")
    last = bare.rpartition("/")[2]
    if not corpus.docnames.isdisjoint({path, bare}) or last in corpus.broken:
        return ""
    near = nearest(bare, sorted(corpus.docnames))
    return renamed(corpus, last) or moved(corpus, bare) or f"page {name!r} does not exist{near}"
