"""References, and the knowledge base itself, as BibTeX, CSL-JSON and CITATION.cff.

BibTeX is UTF-8, which TeX reads since 2018; the ten characters that mean something to it are
escaped. The entries are like those of the IETF's own tools: an RFC is `@misc` in the series Request
for Comments, an Internet-Draft a `@techreport`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from speckb.exchange.exporting.about import about
from speckb.exchange.exporting.references import itself, references
from speckb.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.about import About
    from speckb.exchange.exporting.references import Name, Reference

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{letter: f"\\{letter}" for letter in "#$%&_"},
    }
)
ADDRESS = "!#$%&'()*+,-./:;=?@[]_~"  # what stands in an address as it is


OF_REFERENCES = ("references.bib", "references.json")
OF_ITSELF = ("citation.bib", "citation.json", "CITATION.cff")


def names(corpus: Corpus) -> Sequence[str]:
    """Return the names of the files that `files` makes."""
    has_references = corpus.whole.by_type.get(corpus.settings.bibliography.type)
    return (*OF_REFERENCES, *OF_ITSELF) if has_references else OF_ITSELF


def files(corpus: Corpus, found: About | None = None) -> dict[str, bytes]:
    """Return the files with what others cite, by name.

    `references.bib` and `references.json` have the references, where a type has them;
    `citation.bib`, `citation.json` and `CITATION.cff` the knowledge base, of which `found` says
    what the settings do not.
    """
    found = found or about(corpus)
    own, others = [itself(found)], references(corpus)
    made = [bibtex(others), csl(others)] if others else []
    return dict(zip(names(corpus), [*made, bibtex(own), csl(own), citation(found)], strict=True))


def bibtex(found: Iterable[Reference]) -> bytes:
    """Return references as BibTeX in UTF-8; the key of each is its id."""
    return "\n".join(map(_entry, found)).encode("utf-8")


def _entry(one: Reference) -> str:
    kind = "techreport" if one.genre else "misc"
    lines = (f"  {name} = {value},\n" for name, value in _fields(one))
    return f"@{kind}{{{one.id},\n{''.join(lines)}}}\n"


def _fields(one: Reference) -> Iterator[tuple[str, str]]:
    """Yield the fields of a reference, each with its value as it is written."""
    year, month, day = (*one.date, 0, 0, 0)[:3]
    said = {
        "author": " and ".join(map(_author, one.authors)),
        "title": f"{{{_tex(one.title)}}}",  # in its own letters, whatever the style
        "type": _tex(one.genre),
        "series": _tex(one.series),
        "number": _tex(one.number),
        "howpublished": "" if one.genre else _tex(one.known_as),
        "institution" if one.genre else "publisher": _tex(one.publisher),
        "year": str(year) if year else _tex(one.said_date),
        "month": "",
        "day": str(day) if day else "",
        "version": _tex(one.version),
        "note": _tex(one.status or (_("release {name}", name=one.version) if one.version else "")),
        "doi": _address(one.doi),
        "url": _address(one.url),
    }
    for name, value in said.items():
        if name == "month" and month:
            yield name, MONTHS[month - 1]
        elif value:
            yield name, f"{{{value}}}"


def _author(name: Name) -> str:
    """Return a name; braces keep that of an organization, or a part with `and`, in one piece."""
    if not name.given:
        return f"{{{_tex(name.family)}}}"
    family, given = (
        f"{{{text}}}" if " and " in text else text for text in map(_tex, (name.family, name.given))
    )
    return f"{family}, {given}"


def _tex(text: str) -> str:
    return text.translate(TEX)


def _address(text: str) -> str:
    """Return an address, which TeX takes to the letter: without braces and backslashes."""
    return quote(text, safe=ADDRESS)


def csl(found: Iterable[Reference]) -> bytes:
    """Return references as CSL-JSON, an array of items, in UTF-8."""
    data = [_item(one) for one in found]
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _item(one: Reference) -> dict[str, Any]:
    kind = "report" if one.series or one.genre else "document"
    if one.url and not one.known_as:
        kind = "webpage"
    issued: dict[str, Any] = {"date-parts": [[*one.date]]} if one.date else {}
    if one.said_date:
        issued = {"literal": one.said_date}
    said = {
        "id": one.id,
        "type": kind,
        "title": one.title,
        "author": [_person(name) for name in one.authors],
        "issued": issued,
        "genre": one.genre or one.series,
        "number": one.number,
        "status": one.status,
        "publisher": one.publisher,
        "version": one.version,
        "DOI": one.doi,
        "URL": one.url,
    }
    return {name: value for name, value in said.items() if value}


def _person(name: Name) -> dict[str, str]:
    if not name.given:
        return {"literal": name.family}
    return {"family": name.family, "given": name.given}


def citation(found: About) -> bytes:
    """Return a CITATION.cff 1.2.0 in UTF-8, which says how to cite a knowledge base."""
    import yaml  # noqa: PLC0415  a check writes none

    said: Mapping[str, Any] = {
        "cff-version": "1.2.0",
        # Translators: in a file that says how to cite the knowledge base
        "message": _("If you use this knowledge base, please cite it as below."),
        "type": "dataset",
        "title": found.title,
        "authors": [_cff_author(name) for name in itself(found).authors],
        "version": found.version,
        "date-released": found.day,
        "url": found.url,
        "license": found.license,
        "keywords": [*found.keywords],
        "abstract": "\n\n".join(found.abstract),
    }
    kept = {name: value for name, value in said.items() if value}
    text: str = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100)
    return text.encode("utf-8")


def _cff_author(name: Name) -> dict[str, str]:
    if not name.given:
        return {"name": name.family}
    return {"family-names": name.family, "given-names": name.given}
