"""Pages that have moved or gone: the address of a former id leads on, and nothing stale is left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

from speckb.sphinxext.assets import write_if_changed
from speckb.sphinxext.knowledge import corpus_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from speckb.corpus import Corpus
    from speckb.entry import Entry

TEMPLATE = "renamed.html"
_gone: WeakKeyDictionary[Sphinx, set[str]] = WeakKeyDictionary()


def connect(app: Sphinx) -> None:
    """Register what is written, and taken away, at the end."""
    app.connect("env-get-outdated", _note)
    app.connect("build-finished", _tidy, priority=690)
    app.connect("build-finished", _lead_on, priority=700)


def former_pages(corpus: Corpus) -> Iterator[tuple[str, str, Entry]]:
    """Yield the name of each page that was, the id that it was of, and the entry that it is now."""
    for old, entry in corpus.former.items():
        yield f"{entry.type.folder}/{old}", old, entry


def _note(
    app: Sphinx,
    env: Any,
    _added: AbstractSet[str],
    _changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Remember the pages of the last build that this one does not have."""
    now = {name for name, _, _ in former_pages(corpus_of(app))}
    _gone[app] = {*removed, *(getattr(env, "speckb_former", set()) - now)}
    env.speckb_former = now
    return []


def _tidy(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for name in _gone.pop(app, set()) - app.env.found_docs:
        (out / app.builder.get_target_uri(name)).unlink(missing_ok=True)
        for source in (out / "_sources").glob(f"{name}.*"):
            source.unlink()


def _lead_on(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    builder: Any = app.builder
    base = app.config.html_baseurl or settings_of(app).site_url
    for name, old, entry in former_pages(corpus_of(app)):
        uri = builder.get_target_uri(entry.docname)
        address = builder.get_relative_uri(name, entry.docname)
        text = builder.templates.render(
            TEMPLATE,
            {
                "language": app.config.language,
                "address": address,
                "canonical": urljoin(f"{base.rstrip('/')}/", uri) if base else address,
                "old": old,
                "new": entry.id,
                "heading": entry.heading,
            },
        )
        write_if_changed(Path(app.outdir) / builder.get_target_uri(name), f"{text}\n")
