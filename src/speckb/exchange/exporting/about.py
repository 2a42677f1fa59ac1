"""What a knowledge base says of itself to those who cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.diff.history.log import commits
from speckb.diff.history.releases import day, releases
from speckb.exchange.exporting.dates import dates
from speckb.files.git import GitError, around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus


@dataclass(frozen=True, slots=True)
class About:
    """Title, authors, version, day in ISO form, address and license of a knowledge base.

    What it does not have is empty. `license` is an identifier by SPDX, `abstract` has paragraphs.
    """

    title: str
    authors: Sequence[str]
    version: str
    day: str
    url: str = ""
    license: str = ""
    abstract: Sequence[str] = ()
    keywords: Sequence[str] = ()
    language: str = ""


def about(corpus: Corpus, *, title: str = "", author: str = "", version: str = "") -> About:
    """Return what the settings and git say; what is given takes precedence, as in `conf.py`.

    Authors have `;` between. The version is the release that the last commit is, if it has a tag.
    """
    settings = corpus.settings
    title = title or settings.title
    author = author or settings.author or title
    return About(
        title=title,
        authors=[name.strip() for name in author.split(";") if name.strip()],
        version=version or _release(corpus),
        day=day(dates(corpus).export),
        url=settings.site_url,
        license=settings.license,
        abstract=settings.pdf_abstract,
        keywords=[*dict.fromkeys(settings.pdf_keywords)],
        language=settings.language,
    )


def _release(corpus: Corpus) -> str:
    """Return the name of the release that the last commit is, or an empty string."""
    try:
        repository = around(corpus.settings.root)
        line = commits(repository) if repository.head else []
    except GitError:
        return ""
    named = releases(line[:1], corpus.settings.releases, "")
    return next((found.name for found, _ in named if found.tag), "")
