"""What a knowledge base says of itself to those who cite it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from speckb.diff.history.releases import day, name
from speckb.exchange.exporting.dates import moment
from speckb.files.git import GitError, run
from speckb.sorting import natural

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
        authors=[one.strip() for one in author.split(";") if one.strip()],
        version=version or _release(corpus),
        day=day(moment(corpus)),
        url=settings.site_url,
        license=settings.license,
        abstract=settings.pdf_abstract,
        keywords=[*dict.fromkeys(settings.pdf_keywords)],
        language=settings.language,
    )


def _release(corpus: Corpus) -> str:
    """Return the name of the release that the last commit is, or an empty string."""
    asked = ("for-each-ref", "--points-at=HEAD", "--format=%(refname:short)", "refs/tags")
    try:
        tags = run(corpus.settings.root, *asked).decode(errors="replace").split()
    except GitError:
        return ""
    found = [tag for tag in tags if fnmatchcase(tag, corpus.settings.releases)]
    return name(max(found, key=natural)) if found else ""
