"""What the document says of itself on its cover, in its front matter and in its metadata."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from speckb import language
from speckb.files.git import GitError, around
from speckb.language import _
from speckb.sphinxext.state import corpus_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from sphinx.application import Sphinx

SHORT = 12  # characters of a commit's id


@dataclass(frozen=True, slots=True)
class Imprint:
    """Texts about the document; one that a knowledge base does not have is empty.

    `day` is the date in ISO form, `source_authors` the authors of the entry that is the source,
    `edition` the edition in print and `other_editions` those that only the site has.
    """

    title: str
    release: str = ""
    date: str = ""
    day: str = ""
    commit: str = ""
    authors: Sequence[str] = ()
    rights: str = ""
    source: str = ""
    source_authors: Sequence[str] = ()
    edition: str = ""
    other_editions: Sequence[str] = ()
    abstract: Sequence[str] = ()
    keywords: Sequence[str] = ()
    license: str = ""
    report: str = ""
    site: str = ""
    paper: str = "a4"

    @property
    def edition_id(self) -> str:
        """The id of the edition in print."""
        return self.edition.partition(" ")[0]


def imprint_of(app: Sphinx, timestamp: int) -> Imprint:
    """Return the texts from conf.py, the settings, the source's entry and git.

    `timestamp` is the date in seconds since 1970.
    """
    config, found = app.config, settings_of(app)
    rights = config.copyright
    source = corpus_of(app).whole.entries.get(found.source)
    shown = {e.id: f"{e.id} ({e.title}, {e.date})" for e in found.editions}
    day = datetime.fromtimestamp(timestamp, UTC)
    return Imprint(
        title=config.project,
        release=config.release,
        date=config.today or language.day(day),
        day=f"{day:%Y-%m-%d}",
        commit=_commit(found.root),
        authors=[name.strip() for name in config.author.split(";") if name.strip()],
        rights=", ".join([rights] if isinstance(rights, str) else rights),
        source=f"{source.title} ({source.id})" if source else "",
        source_authors=[*_names(source.meta)] if source else (),
        edition=shown.pop(found.pdf_edition, ""),
        other_editions=[*shown.values()],
        abstract=found.pdf_abstract,
        keywords=found.pdf_keywords,
        license=found.pdf_license,
        report=found.pdf_report,
        site=found.site_url,
        paper=found.paper,
    )


def _commit(root: Path) -> str:
    """Return the short id of the commit that is checked out, marked if files differ from it."""
    try:
        repository = around(root)
    except GitError:
        return ""
    if not repository.head:
        return ""
    short = repository.head[:SHORT]
    # Translators: a commit, with changes that no commit has
    return short if repository.is_clean() else _("{commit}, with changes", commit=short)


def _names(meta: Mapping[str, Any]) -> Iterator[str]:
    """Yield the authors that a front matter has: a text, or a list of texts or of groups."""
    authors = meta.get("authors", ())
    for author in [authors] if isinstance(authors, str) else authors:
        yield author if isinstance(author, str) else str(author.get("name", ""))
