"""History of the knowledge base for a build: read once, shown on each entry's page."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from speckb.diff.history.changelog import chapters
from speckb.diff.history.feed import FILE
from speckb.diff.history.last_changed import Past, past
from speckb.language import N_
from speckb.sphinxext.state import corpus_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

    from speckb.diff.history.changelog import Chapter
    from speckb.diff.history.releases import Release
    from speckb.diff.outline import Block

DIRECTIVE = "changes"
PARTS = frozenset({"entries", "verdicts"})  # sections of an outline with blocks of entries
# Sentences about the last change: with its day, and with its day and its release.
ON = (N_("Last changed on {day}."), N_("Last changed on {day}, in release {release}."))
BEFORE = (
    N_("Last changed on or before {day}."),
    N_("Last changed on or before {day}, in release {release}."),
)
_steps: WeakKeyDictionary[Sphinx, dict[str, list[Step]]] = WeakKeyDictionary()
_pasts: WeakKeyDictionary[Sphinx, Past] = WeakKeyDictionary()
_pages: WeakKeyDictionary[Sphinx, str] = WeakKeyDictionary()


class Step(NamedTuple):
    """What a release changed in an entry: the release with its place, and a line per change."""

    release: str
    day: str
    place: str
    word: str
    lines: tuple[str, ...]


class LastChange(NamedTuple):
    """Last change of an entry as its page shows it; `place` is the anchor of the release.

    `words` are the English of a sentence with the names `day` and `release`.
    """

    words: str = ""
    day: str = ""
    release: str = ""
    place: str = ""


def connect(app: Sphinx) -> None:
    """Register the reading of the history and the additions to the context of templates."""
    app.connect("env-get-outdated", _read, priority=400)
    app.connect("html-page-context", _show, priority=420)


def past_of(app: Sphinx) -> Past:
    """Return the history of the build."""
    return _pasts[app]


def chapters_of(env: Any) -> Sequence[Chapter]:
    """Return the changes of each release, newest first; none where no page shows them."""
    found: Sequence[Chapter] = getattr(env, "speckb_chapters", ())
    return found


def page_of(app: Sphinx) -> str:
    """Return the first page with the directive `changes`, or an empty string."""
    if app not in _pages:
        named = (page for page in corpus_of(app).pages if DIRECTIVE in page.source.body)
        uses = (
            page.docname
            for page in named
            for use in page.prose.directives
            if use.name == DIRECTIVE and not use.target
        )
        _pages[app] = next(uses, "")
    return _pages[app]


def has_feed(app: Sphinx) -> bool:
    """Return whether the site has a feed: if there are releases and a page for them."""
    return bool(page_of(app) and past_of(app).releases)


def digest(app: Sphinx, docname: str) -> str:
    """Return what the template of a page shows of the history, as text."""
    return repr((_last(app, docname), steps_of(app, docname), page_of(app), has_feed(app)))


def steps_of(app: Sphinx, docname: str) -> Sequence[Step]:
    """Return what each release changed in the entry of a page, newest first.

    An entry that is as one release added it has no history yet.
    """
    if app not in _steps:
        _steps[app] = defaultdict(list)
        for chapter in chapters_of(app.env):
            for section in chapter.outline.sections if chapter.outline else ():
                for block in section.blocks if section.name in PARTS else ():
                    _steps[app][block.name].append(_step(chapter.release, block))
    entry = corpus_of(app).by_docname.get(docname)
    found = _steps[app].get(entry.id, ()) if entry else ()
    return found if len(found) > 1 or any(step.lines for step in found) else ()


def _step(release: Release, block: Block) -> Step:
    lines = tuple(line.text for line in block.lines)
    return Step(release.title, release.day, release.slug, block.word, lines)


def _read(app: Sphinx, env: Any, *_: Any) -> list[str]:
    """Read the history; return the page of changes if it has to be read again."""
    corpus = corpus_of(app)
    known = getattr(env, "speckb_committed", None)
    found, env.speckb_committed = past(corpus, str(app.config.version), known)
    _pasts[app] = found
    _steps.pop(app, None)
    page = page_of(app)
    if not page:
        return []
    made = {chapter.key: chapter for chapter in chapters_of(env)}
    env.speckb_chapters = chapters(corpus, found.releases, made, whole=not found.missing)
    keys = [(chapter.key, chapter.release.title) for chapter in env.speckb_chapters]
    state = repr(
        (found.missing, found.unpublished, keys, sorted(corpus.entries), sorted(corpus.paths))
    )
    before, env.speckb_told = getattr(env, "speckb_told", ""), state
    return [page] if state != before and page in env.found_docs else []


def _last(app: Sphinx, docname: str) -> LastChange:
    entry = corpus_of(app).by_docname.get(docname)
    last = past_of(app).last.get(entry.id) if entry else None
    if last is None:
        return LastChange()
    if last.when == "unpublished":
        return LastChange(N_("Changed, and not yet published."))
    on, on_with_release = ON if last.when == "committed" else BEFORE
    if last.release is None:
        return LastChange(on, last.day)
    return LastChange(on_with_release, last.day, last.release.title, last.release.slug)


def _show(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Give the templates the last change of the entry, the page of changes and the feed."""
    context["last_change"] = _last(app, pagename)
    context["steps"] = steps_of(app, pagename)
    context["changes_page"] = page_of(app)
    context["feed"] = FILE if has_feed(app) else ""
