"""References of a knowledge base: the entries that the settings call so, as citations have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.exchange.exporting.about import About

REQUEST = re.compile(r"\bRFC (\d+)\b")
DRAFT = re.compile(r"draft-[\w.-]+")
ISO = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
YEAR = re.compile(r"\b[1-9]\d{3}\b")
DAY = re.compile(r"\b(?:0?[1-9]|[12]\d|3[01])\b")
WORD = re.compile(r"[^\W\d_]+")
EDITOR = re.compile(r"[,(]\s*+(?:editors?|eds?\.?)\s*+\)?\s*+$", re.I)
FAMILY_FIRST = re.compile(r"([^,]+),\s*([^,]+)")
INITIALS_FIRST = re.compile(r"((?:-?[^\W\d_]\.[ \N{NO-BREAK SPACE}]?)+)([^\W\d_][^,]*)")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's family name and given name, or the name of an organization alone."""

    family: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as citations have it; what is not known is empty.

    `date` has year, month and day, or less; where it cannot be read, `said_date` is all there is.
    `number` is that in a `series`, and `known_as` what the entry says, such as `RFC 2119`. `genre`
    is the kind of a report, `status` what it is today, such as work in progress.
    """

    id: str
    title: str
    authors: tuple[Name, ...] = ()
    date: tuple[int, ...] = ()
    said_date: str = ""
    known_as: str = ""
    series: str = ""
    genre: str = ""
    number: str = ""
    status: str = ""
    publisher: str = ""
    url: str = ""
    doi: str = ""
    version: str = ""


def references(corpus: Corpus) -> list[Reference]:
    """Return the references in document order; none if no type has them."""
    months = _months(corpus.settings.language)
    kind = corpus.settings.bibliography.type
    return [_reference(corpus, entry, months) for entry in corpus.whole.by_type.get(kind, ())]


def itself(about: About) -> Reference:
    """Return the knowledge base as a document that others cite."""
    return Reference(
        id=key_of(about.title, about.day[:4]),
        title=_line(about.title),
        authors=tuple(name_of(author) for author in about.authors),
        date=_date(about.day, {}),
        url=about.url,
        version=about.version,
    )


def key_of(title: str, year: str) -> str:
    """Return a key from the letters and digits of a title that BibTeX knows, and the year."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"{name or 'document'}-{year}"


def _reference(corpus: Corpus, entry: Entry, months: Mapping[str, int]) -> Reference:
    fields = corpus.settings.bibliography.fields
    found = {said: entry.meta.get(name) for said, name in fields.items()}
    said = {key: _line(value) for key, value in found.items() if value is not None}
    date = _date(said.get("date", ""), months)
    own = {key: said[key] for key in ("publisher", "url", "doi") if said.get(key)}
    return Reference(
        id=entry.id,
        title=_line(entry.title),
        authors=tuple(name_of(name) for name in _names(found.get("author"))),
        date=date,
        said_date="" if date else said.get("date", ""),
        **{**_series(said.get("number", "")), **own},
    )


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _series(known_as: str) -> dict[str, str]:
    """Return what the number of a document says of it, as the tools of the IETF write it."""
    if request := REQUEST.search(known_as):
        return {
            "known_as": known_as,
            "series": "Request for Comments",
            "number": request[1],
            "publisher": "RFC Editor",
            "doi": f"10.17487/RFC{int(request[1]):04}",
        }
    if DRAFT.fullmatch(known_as):
        return {
            "known_as": known_as,
            "genre": "Internet-Draft",
            "number": known_as,
            "status": "Work in Progress",
            "publisher": "Internet Engineering Task Force",
        }
    return {"known_as": known_as, "number": known_as}


def name_of(text: str) -> Name:
    """Return the person or the organization that a text names.

    `Family, Given` and `G. Family` are persons. Any other name is taken for an organization, since
    nothing else tells `Dan Wing` from `Internet Society`; citations then have it as it is. A remark
    such as `(editor)` is left out.
    """
    text = EDITOR.sub("", _line(text)).rstrip()
    if found := FAMILY_FIRST.fullmatch(text):
        return Name(found[1].strip(), found[2].strip())
    if (found := INITIALS_FIRST.fullmatch(text)) and " and " not in text:
        return Name(found[2].strip(), found[1].strip())
    return Name(text)


def _names(value: Any) -> Iterator[str]:
    """Yield the names of a field: a text with `;` between them, or a list of texts or groups."""
    for one in value if isinstance(value, list) else [value]:
        text = one.get("name", "") if isinstance(one, dict) else one or ""
        yield from filter(None, (part.strip() for part in str(text).split(";")))


def _date(text: str, months: Mapping[str, int]) -> tuple[int, ...]:
    """Return year, month and day of a text, or less; nothing if it has not exactly one year."""
    if found := ISO.fullmatch(text):
        return tuple(int(part) for part in found.groups() if part)
    years = YEAR.findall(text)
    words = WORD.findall(text)
    if len(years) != 1 or len(words) != 1 or words[0].lower() not in months:
        return ()
    days = [int(day) for day in DAY.findall(text)]
    return (int(years[0]), months[words[0].lower()], *days[:1])


def _months(code: str) -> dict[str, int]:
    """Return the months by their names in English and in a language, in lower case."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  a check needs no names

    found: dict[str, int] = {}
    for language in ("en", code.replace("-", "_")):
        try:
            known = Locale.parse(language).months["format"]
        except (UnknownLocaleError, ValueError):
            continue
        for width in ("wide", "abbreviated"):
            found |= {name.lower().strip("."): at for at, name in known[width].items()}
    return found
