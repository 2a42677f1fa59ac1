"""Atom feed of the releases (RFC 4287); its bytes depend on the history alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from speckb import language
from speckb.diff.webpage import sections, shown
from speckb.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.diff.history.changelog import Chapter

FILE = "changes.atom"


@dataclass(frozen=True, slots=True)
class Site:
    """Site of the feed; `url` is empty or absolute, `page` the address of the page of changes."""

    title: str
    author: str
    url: str
    page: str


def feed(site: Site, chapters: Sequence[Chapter]) -> str:
    """Return the feed of one or more chapters, newest first."""
    # Translators: title of the feed; {title} is that of the knowledge base
    title = _("{title}: what changed", title=site.title)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language.code()}">',
        f"<title>{shown(title)}</title>",
        f"<id>{_id(site)}</id>",
        f"<updated>{_time(max(chapter.release.time for chapter in chapters))}</updated>",
        f"<author><name>{shown(site.author or site.title)}</name></author>",
        *_links(site),
        *(line for chapter in chapters for line in _entry(site, chapter)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _links(site: Site) -> Iterator[str]:
    if site.url:
        yield f'<link rel="self" type="application/atom+xml" href="{_address(site, FILE)}"/>'
    yield f'<link rel="alternate" type="text/html" href="{_address(site, site.page)}"/>'


def _entry(site: Site, chapter: Chapter) -> Iterator[str]:
    release, outline = chapter.release, chapter.outline
    summary = "; ".join(outline.summary) if outline else chapter.note
    address = _address(site, f"{site.page}#{release.slug}")
    yield "<entry>"
    yield f"<title>{shown(release.title)}</title>"
    yield f"<id>{_id(site, release.name)}</id>"
    yield f"<updated>{_time(release.time)}</updated>"
    yield f'<link rel="alternate" type="text/html" href="{address}"/>'
    yield f"<summary>{shown(summary)}</summary>"
    if outline:
        html = "".join(sections(outline))
        yield f'<content type="html">{shown(html)}</content>'
    yield "</entry>"


def _address(site: Site, path: str) -> str:
    return shown(f"{site.url.rstrip('/')}/{path}" if site.url else path)


def _id(site: Site, release: str = "") -> str:
    """Return an id that does not depend on the site's address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'speckb:{site.title}:{release}')}"


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
