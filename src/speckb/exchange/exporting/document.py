"""A knowledge base as JSON: types, fields, words, entries with their links, values and verdicts.

`export.schema.json`, beside this module, is its JSON Schema. Fields are as their files have them,
or in an edition as they hold in it; so `speckb import` gets the same entries back. What is computed
(links from others, values with their labels, verdicts) is that of the edition that was asked for;
or else of the one in which the entry's page opens, which the entry names.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb.corpus.schema_parts import item
from speckb.diff.images import picture_names
from speckb.exchange import flat
from speckb.exchange.exporting.tables import as_shown
from speckb.tables.verdicts import assessed, judged, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Assessment, Entry, Link
    from speckb.corpus.settings import EntryType
    from speckb.exchange.exporting.dates import Dates
    from speckb.tables.verdicts import Verdict

SCHEMA = Path(__file__).with_name("export.schema.json")
FORMAT, VERSION = "speckb", 1
TEXTS = (".d2", ".svg")  # pictures that are text


def data(corpus: Corpus, dates: Dates) -> bytes:
    """Return the file of a corpus, or of the view of an edition."""
    return as_json(document(corpus, f"{dates.when:%Y-%m-%d}"))


def document(corpus: Corpus, day: str) -> dict[str, Any]:
    """Return all of a corpus, or of the view of an edition; `day` is that of the last change."""
    found = {**_head(corpus, day), "entries": [*entries(corpus)]}
    return {**found, "files": dict(files(corpus))}


def entries(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield the entries, by type and in document order."""
    for group in corpus.by_type.values():
        for one in group:
            yield entry(corpus, one)


def entry(corpus: Corpus, one: Entry) -> dict[str, Any]:
    """Return an entry with what others say about it."""
    shown = as_shown(corpus, one)
    found: dict[str, Any] = {
        "id": one.id,
        "type": one.type.name,
        "title": one.title,
        "heading": one.heading,
        "path": one.path,
        "page": f"{one.docname}.html",
        **({"edition": shown.edition} if shown.edition else {}),
        "fields": dict(one.meta),
        "prose": one.source.body.strip("\n"),
        "links": [_link(link.kind, link.target, link.reason) for link in _of(shown.outgoing, one)],
        "linked_by": [
            _link(link.kind, link.source, link.reason) for link in _of(shown.incoming, one)
        ],
    }
    now = shown.entries.get(one.id)
    if now and now.assessments:
        found["values"] = [_value(shown, cell) for cell in now.assessments.values()]
    if now and shown.settings.assessed and now in judged(shown):
        about = assessed(shown)
        found["verdicts"] = [_verdict(verdict(shown, now, other)) for other in about]
    if now and now.type in shown.settings.assessed:
        given = [verdict(shown, other, now) for other in judged(shown)]
        found["judged"] = [
            {"entry": one.entry, "verdict": one.word, "settled": one.settled} for one in given
        ]
    return found


def index(corpus: Corpus) -> dict[str, Any]:
    """Return the list of all entries, each with the path of its own file."""
    return {
        "title": corpus.settings.title,
        "url": corpus.settings.site_url,
        "entries": [
            {
                "id": one.id,
                "type": one.type.name,
                "title": one.title,
                "page": f"{one.docname}.html",
                "json": f"{one.docname}.json",
            }
            for group in corpus.by_type.values()
            for one in group
        ],
    }


def as_json(data: Mapping[str, Any]) -> bytes:
    """Return data as the bytes of a file."""
    text = json.dumps(data, indent=1, ensure_ascii=False, default=str)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def files(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield path and text of the files that are no entries; bitmaps have no text."""
    settings = corpus.settings
    yield from ((one.path, one.source.text) for one in corpus.pages if not one.is_default)
    paths = [*settings.files]
    paths += [name for name in sorted(picture_names(corpus)) if name.endswith(TEXTS)]
    for path in filter(None, paths):
        file = settings.root / path
        if file.is_file():
            yield path, file.read_text(encoding="utf-8-sig")


def _head(corpus: Corpus, day: str) -> dict[str, Any]:
    settings = corpus.settings
    found: dict[str, Any] = {
        "$schema": SCHEMA.name,
        "format": FORMAT,
        "version": VERSION,
        "title": settings.title,
        "author": settings.author,
        "language": settings.language,
        "url": settings.site_url,
        "date": day,
        "edition": corpus.edition or None,
        "editions": [
            {"id": one.id, "title": one.title, "date": one.date, "document": one.document}
            for one in settings.editions
        ],
        "types": {kind.name: _type(corpus, kind) for kind in settings.types.values()},
        "links": {
            link.name: {
                "outgoing": link.outgoing,
                "incoming": link.incoming,
                "targets": [*link.targets],
                "editorial": link.editorial,
            }
            for link in settings.links.values()
        },
    }
    if settings.assessed:
        found["verdict_words"] = {
            word.id: {"label": word.label, "tone": word.tone, "meaning": word.meaning}
            for word in settings.verdicts.words.values()
        }
    return found


def _type(corpus: Corpus, kind: EntryType) -> dict[str, Any]:
    return {
        "title": kind.title,
        "plural": kind.plural,
        "folder": kind.folder,
        "fields": {name: _field(corpus, kind, name) for name in kind.properties},
    }


def _field(corpus: Corpus, kind: EntryType, name: str) -> dict[str, Any]:
    part = kind.properties[name]
    found: dict[str, Any] = {
        "title": kind.label(name),
        "description": str(part.get("description", "")),
        "form": flat.form_of(part),
        "required": name in kind.schema.get("required", ()),
        "editorial": corpus.settings.is_editorial(kind, name),
        "words": [{"word": word, "label": t} for word, t in flat.vocabulary(part).items()],
    }
    if inner := item(part).get("properties"):
        found["records"] = {
            key: {"title": str(about.get("title", key)), "form": flat.form_of(about)}
            for key, about in inner.items()
        }
    return found


def _of(links: Mapping[str, Sequence[Link]], one: Entry) -> Sequence[Link]:
    return links.get(one.id, ())


def _link(kind: str, other: str, reason: str) -> dict[str, str]:
    return {"kind": kind, "entry": other, **({"reason": reason} if reason else {})}


def _value(corpus: Corpus, cell: Assessment) -> dict[str, Any]:
    criterion = corpus.entries.get(cell.criterion)
    known = criterion.values.get(cell.value) if criterion else None
    label = {"label": known.label, "tone": known.tone} if known else {}
    return {**_filled(asdict(cell)), **label}


def _verdict(found: Verdict) -> dict[str, Any]:
    return {
        "about": found.about,
        "verdict": found.word,
        "settled": found.settled,
        **_filled(
            {
                "conditions": found.conditions,
                "disputed_by": found.disputed_by,
                "depends_on": found.depends_on,
                "reasons": [_filled(asdict(one)) for one in found.reasons],
                "outcomes": [_filled(asdict(one)) for one in found.outcomes],
            }
        ),
    }


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data without empty values, also in the records in it."""
    found = {}
    for key, part in data.items():
        if isinstance(part, list | tuple):
            kept = [_filled(one) if isinstance(one, dict) else one for one in part]
            if kept:
                found[key] = kept
        elif part not in {"", None}:
            found[key] = part
    return found
