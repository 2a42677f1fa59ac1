"""Any entry goes out in each format and comes back the same; any value is written as it is."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speckb.corpus import loading
from speckb.corpus import settings as knowledge_settings
from speckb.editing.field_lines import front_matter
from speckb.exchange.exporting.dates import dates
from speckb.exchange.exporting.formats import FORMATS
from speckb.exchange.importing.converting import converted
from speckb.exchange.importing.items import TEXT
from speckb.exchange.importing.proposal import proposed
from speckb.exchange.importing.readers import csv_file, reqif_file, speckb_json, xlsx_file
from speckb.files.characters import forbidden
from speckb.files.frontmatter import FENCE, parse

READERS = {
    "json": speckb_json,
    "csv": csv_file,
    "xlsx": xlsx_file,
    "reqif": reqif_file,
    "reqifz": reqif_file,
}
SETTINGS = """\
[needs.links.refines]
outgoing = "Refines"
incoming = "Refined by"

[needs.links.rests_on]
outgoing = "Rests on"
incoming = "Bears"

[speckb.types.goal]
plural = "Goals"
folder = "goals"

[speckb.types.goal.fields]
priority = ["high", "very low"]
cost = "integer"
share = "number"
agreed = "boolean"
due = "date"
aims = "list"
refines = true
owner = "text"
"""
tried = settings(max_examples=int(os.environ.get("SPECKB_EXCHANGE", "10")), deadline=None)
# Letters that front matter can hold, with those of which formats and markup are made.
letters = st.one_of(
    st.sampled_from("=+-@'\"<>&;,:#|*_`[]{}()\\/ \u00a0\u00e4\u4e2d\U0001f600"),
    st.characters(exclude_categories=["C", "Zl", "Zp"], max_codepoint=0x2FFFF),
)
lines = st.text(letters, min_size=1, max_size=60).filter(lambda t: t.strip() == t and t.strip())
texts = st.lists(lines, min_size=1, max_size=3).map("\n".join)
words = st.text(letters, min_size=1, max_size=20).filter(lambda t: t.strip() == t)
prose = st.lists(st.one_of(lines, st.just("")), max_size=5).map(lambda p: "\n".join(p).strip("\n"))
goals = st.fixed_dictionaries(
    {"title": lines},
    optional={
        "summary": texts,
        "priority": st.sampled_from(["high", "very low"]),
        "cost": st.integers(-(10**14), 10**14),
        "share": st.floats(-1e6, 1e6).map(lambda f: round(f, 3)).filter(lambda f: f % 1),
        "agreed": st.booleans(),
        "due": st.dates().map(str),
        "aims": st.lists(words, min_size=1, max_size=4, unique=True),
        "owner": texts,
    },
)
values = st.recursive(
    st.one_of(texts, st.booleans(), st.integers(-(10**9), 10**9)),
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3), st.dictionaries(words, part, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def plain(text: str) -> bool:
    return forbidden(text) is None


@given(st.dictionaries(words.filter(plain), values, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_front_matter_reads_back_as_it_was_written(meta: dict[str, Any]) -> None:
    try:
        lines = front_matter(meta)
    except ValueError:  # a letter that no file may have
        return
    source = parse("\n".join([FENCE, *lines, FENCE, ""]))
    assert source.problems == []
    assert source.meta.keys() == meta.keys()


@pytest.mark.parametrize("form", READERS)
@tried
@given(st.lists(st.tuples(goals, prose), min_size=1, max_size=8))
def test_entries_come_back_from_each_format(
    form: str, made: list[tuple[dict[str, Any], str]]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "ubproject.toml").write_text(SETTINGS, encoding="utf-8")
        (root / "goals").mkdir()
        for number, (meta, below) in enumerate(made):
            links = {"refines": [f"G{n}" for n in range(number)]} if number else {}
            head = front_matter({"id": f"G{number}", **meta, **links})
            text = "\n".join([FENCE, *head, FENCE, *(["", below, ""] if below else [""])])
            (root / f"goals/G{number}.md").write_text(text, encoding="utf-8", newline="")
        corpus = loading.load(knowledge_settings.load(root))
        assert not corpus.faults
        path = root / f"export{FORMATS[form].ending}"
        path.write_bytes(FORMATS[form].data(corpus, dates(corpus)))
        source = READERS[form].read(path)
        empty = loading.load(
            corpus.settings, dict.fromkeys((e.path for e in corpus.entries.values()), None)
        )
        assert not empty.entries
        done = converted(empty, source, proposed(empty, source, ""), "map")
        assert done.problems == []
        assert [item.id for item in done.items] == [*corpus.entries]
        for item in done.items:
            entry = corpus.entries[item.id]
            assert item.meta == entry.meta
            assert item.values.get(TEXT, "") == entry.source.body.strip("\n")
