"""The page about the document: abstract, status, license, citation, where to report faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.exchange.exporting import bibliography
from speckb.exchange.exporting.references import Reference, key_of, name_of
from speckb.language import _
from speckb.typst.code import array, block, call, quote
from speckb.typst.inline import breakable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.typst.imprint import Imprint

ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:)])")


def front_matter(imprint: Imprint, landing: str) -> str:
    """Return the code of the page; `landing` is that of the site's first page, if it is printed."""
    sections = [
        _section(_("Abstract"), map(_text, imprint.abstract)),
        landing,
        _section(_("Status of this document"), _status(imprint)),
        _section(_("License"), map(_text, filter(None, [imprint.license]))),
        _section(
            _("How to cite"), [_text(citation(imprint)), call("listing", quote(bibtex(imprint)))]
        ),
        _section(_("Reporting faults"), map(_text, filter(None, [imprint.report]))),
    ]
    return block(sections)


def citation(imprint: Imprint) -> str:
    """Return the document as a reference names it."""
    named = filter(None, [", ".join(imprint.authors), f'"{imprint.title}"'])
    about = [*named, *_version(imprint), imprint.date, imprint.site]
    return ", ".join(filter(None, about)) + "."


def bibtex(imprint: Imprint) -> str:
    """Return the document as a BibTeX entry."""
    year = imprint.day.partition("-")[0]
    found = Reference(
        id=key_of(imprint.title, year),
        title=imprint.title,
        authors=tuple(map(name_of, imprint.authors)),
        said_date=year,
        status=", ".join([*_version(imprint), imprint.date]),
        url=imprint.site,
    )
    return bibliography.bibtex([found]).decode("utf-8").rstrip("\n")


def edition(imprint: Imprint) -> str:
    """Return the edition in print, as it stands within a line."""
    return _("edition {name}", name=imprint.edition_id)


def release(imprint: Imprint) -> str:
    """Return the release, as it stands within a line."""
    return _("release {name}", name=imprint.release)


def _version(imprint: Imprint) -> Iterator[str]:
    """Yield what tells one state of the document from another."""
    if imprint.edition:
        yield edition(imprint)
    if imprint.release:
        yield release(imprint)
    if imprint.commit:
        yield _("commit {id}", id=imprint.commit)


def _status(imprint: Imprint) -> Iterator[str]:
    rows = {
        _("Edition"): imprint.edition,
        _("Other editions"): _(", ").join(imprint.other_editions),
        # Translators: label of the document that the knowledge base is about
        _("Rests on"): _source(imprint),
        _("Release"): imprint.release,
        # Translators: label of the state of the files in git
        _("Commit"): imprint.commit,
        _("Date"): imprint.date,
        _("On the web"): imprint.site,
    }
    shown = [
        array([quote("line"), quote(name), _text(value), "true"])
        for name, value in rows.items()
        if value
    ]
    if imprint.edition:
        said = [
            _(
                "This document shows edition {name}: what had been published by the date that is"
                " given with it.",
                name=imprint.edition_id,
            )
        ]
        said += [_("The other editions are on the web.")] if imprint.other_editions else []
        yield quote(" ".join(said))
    if shown:
        yield call("fields", quote("card"), *shown)


def _source(imprint: Imprint) -> str:
    names = _(", ").join(imprint.source_authors)
    if not imprint.source or not names:
        return imprint.source or names
    # Translators: a document and its authors
    return _("{title}, by {authors}", title=imprint.source, authors=names)


def _section(title: str, parts: Iterator[str] | Sequence[str]) -> str:
    """Return a section without a number, or nothing where it has no parts."""
    found = [*parts]
    return call("front-section", quote(title), *found) if found else ""


def _text(text: str) -> str:
    """Return text with links for the web addresses in it."""
    parts = ADDRESS.split(text)
    return block(
        call("external-link", quote(part), breakable(part), "none") if odd else breakable(part)
        for number, part in enumerate(parts)
        if part
        for odd in [number % 2]
    )
