"""A diff is complete: applied to one state it gives the other, and diffs compose."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generate import generate
from speckb.corpus import loading
from speckb.corpus import settings as kb_settings
from speckb.corpus.entry import Entry
from speckb.diff.affected import EVERYTHING
from speckb.diff.compare import compare, diff
from speckb.diff.consequences import consequences
from speckb.diff.content import Record, content
from speckb.diff.data import as_json
from speckb.diff.model import ABSENT, Change, Diff
from speckb.diff.normalize import flatten, prose
from speckb.diff.outline import outline
from speckb.diff.renames import FORMER, renamed, renames
from speckb.diff.text import text
from speckb.diff.worddiff import changed
from tests.unit.lending import CATALOGUE, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.diff.content import Key

Meaning = dict[Any, tuple[dict[Any, Any], str]]
LINKS = {"cites", "grows"}
IDS = ["a", "b", "c", "d"]

names = st.sampled_from(IDS)
scalars = st.sampled_from(["", "x", "x y", "yes", "1"]) | st.integers(0, 2) | st.booleans()
texts = st.sampled_from(
    ["", "One.", "One two.", "# One\n\n- a\n- b", "See {entry}`a`.", "{entry}`x <b>`"]
)
fields = st.dictionaries(
    st.sampled_from(["title", "size", "cites", "grows", "criteria"]),
    scalars
    | st.lists(names, unique=True, max_size=3)
    | st.dictionaries(
        names, scalars | st.dictionaries(st.sampled_from(["value", "note"]), scalars)
    ),
    max_size=4,
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    kind = draw(st.sampled_from(["book", "desk"]))
    name = draw(names)
    meta = {"id": name, **draw(fields)}
    former = draw(st.lists(names.filter(lambda old: old != name), unique=True, max_size=2))
    if former:
        meta[FORMER] = former
    return Record("entry", kind, name, dict(flatten(meta)), draw(texts))


pages = st.builds(lambda name, body: Record("page", "", f"{name}.md", {}, body), names, texts)
pictures = st.builds(
    lambda name, text, data: Record("picture", "", f"{name}.d2", {("sha256",): data}, text),
    names,
    texts,
    scalars,
)
contents = st.lists(records() | pages | pictures, max_size=6).map(
    lambda found: {r.key: r for r in found}
)


def meaning(found: Mapping[Key, Record]) -> Meaning:
    """Return a content as plain data that can be compared."""
    return {key: (dict(record.fields), record.prose) for key, record in found.items()}


def apply(before: Mapping[Key, Record], changes: Iterable[Change], links: set[str]) -> Meaning:
    """Return what the changes make of a content."""
    changes = list(changes)
    ids = {change.former: change.id for change in changes if change.former}
    found = meaning({r.key: r for old in before.values() for r in [renamed(old, ids, links)]})
    for change in changes:
        key = change.sort, change.type, change.id
        known, body = found.pop(key, ({}, ""))
        assert all(same(known.get(f.path, ABSENT), f.before) for f in change.fields)
        known = {**known, **{field.path: field.after for field in change.fields}}
        if change.prose:
            assert body == change.prose.before
            body = change.prose.after
        if change.status not in {"removed", "unreadable"}:
            found[key] = {p: v for p, v in known.items() if v is not ABSENT}, body
        else:
            assert {field.path for field in change.fields} == known.keys()
    return found


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def compared(one: Mapping[Key, Record], other: Mapping[Key, Record]) -> list[Change]:
    return list(compare(one, other, LINKS, renames(one, other)))


def exact(found: Meaning) -> str:
    """Return a content as text, in which true, 1 and 1.0 differ."""
    return "\n".join(
        sorted(f"{k} {sorted(map(repr, v[0].items()))} {v[1]}" for k, v in found.items())
    )


@given(contents)
def test_a_content_and_itself_differ_in_nothing(one: dict[Key, Record]) -> None:
    assert compared(one, one) == []


@settings(max_examples=400)
@given(contents, contents)
def test_a_diff_applied_to_one_content_gives_the_other(
    one: dict[Key, Record], other: dict[Key, Record]
) -> None:
    changes = compared(one, other)
    assert exact(apply(one, changes, LINKS)) == exact(meaning(other))
    assert bool(changes) == (exact(meaning(one)) != exact(meaning(other)))


@given(contents, contents, contents)
def test_diffs_compose(
    one: dict[Key, Record], two: dict[Key, Record], three: dict[Key, Record]
) -> None:
    first, second = compared(one, two), compared(two, three)
    middle = apply(one, first, LINKS)
    assert exact(middle) == exact(meaning(two))
    assert exact(apply(two, second, LINKS)) == exact(apply(one, compared(one, three), LINKS))


def composed(first: Iterable[Change], second: Iterable[Change]) -> dict[Any, Any]:
    """Return what two diffs without new ids say together: first `before`, last `after`."""
    found: dict[Any, list[Any]] = {}
    for change in (*first, *second):
        key = change.sort, change.type, change.id
        pairs = [((key, f.path), f.before, f.after) for f in change.fields]
        if change.prose:
            pairs.append(((key, "prose"), change.prose.before, change.prose.after))
        for place, before, after in pairs:
            found.setdefault(place, [before, after])[1] = after
    return {place: pair for place, pair in found.items() if not same(*pair)}


def without_former(found: dict[Key, Record]) -> dict[Key, Record]:
    return {
        key: replace(r, fields={p: v for p, v in r.fields.items() if p != (FORMER,)})
        for key, r in found.items()
    }


@given(contents, contents, contents)
def test_two_diffs_together_say_what_one_over_both_says(
    one: dict[Key, Record], two: dict[Key, Record], three: dict[Key, Record]
) -> None:
    one, two, three = map(without_former, (one, two, three))
    together = composed(compared(one, two), compared(two, three))
    assert together == composed(compared(one, three), [])


@given(contents, contents)
def test_the_way_back_is_the_mirror(one: dict[Key, Record], other: dict[Key, Record]) -> None:
    one, other = map(without_former, (one, other))
    there = composed(compared(one, other), [])
    back = composed(compared(other, one), [])
    assert there == {place: pair[::-1] for place, pair in back.items()}


@cache
def generated(number: int, seed: int) -> Corpus:
    with TemporaryDirectory() as name:
        root = Path(name) / "kb"
        generate(number, root, seed)
        found = loading.load(kb_settings.load(root))
        content(found)
        return found


SIZES = [(20, 1), (20, 2), (28, 2), (20, 3)]


def from_json(before: Mapping[Key, Record], found: Diff, links: set[str]) -> Meaning:
    """Return what a diff that was written as JSON makes of a content."""
    data = json.loads(as_json(found, "one", "other"))
    ids = {c["former"]: c["id"] for c in data["changes"] if c["former"]}
    made = meaning({r.key: r for old in before.values() for r in [renamed(old, ids, links)]})
    for change in data["changes"]:
        key = change["sort"], change["type"] or "", change["id"]
        known, body = made.pop(key, ({}, ""))
        known = dict(known)
        for field in change["fields"]:
            known.pop(tuple(field["path"]), None)
            if "after" in field:
                known[tuple(field["path"])] = field["after"]
        body = change.get("prose", {}).get("after", body)
        if change["status"] != "removed":
            made[key] = known, body
    return made


@pytest.mark.parametrize(("one", "other"), [*pairwise(SIZES), (SIZES[2], SIZES[0])])
def test_a_diff_between_random_corpora_gives_the_other(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    before, after = generated(*one), generated(*other)
    found = diff(before, after)
    links = {*before.settings.links}
    assert exact(apply(content(before), found.changes, links)) == exact(meaning(content(after)))
    assert exact(from_json(content(before), found, links)) == exact(meaning(content(after)))
    assert text(outline(found, "one", "other"))
    assert diff(after, after).empty


EDITS = {
    "value": (SLIPS, "value: seen-at-the-desk", "value: open-ledger"),
    "note": (SLIPS, "reads them.", "reads all of them."),
    "number": (SLIPS, "days: 9.5", "days: 9"),
    "link": (CATALOGUE, "[QUILL-RULES, ALMANAC-7]", "[ALMANAC-7]"),
    "label": (PRIVACY, "label: sealed", "label: closed"),
    "prose": (SLIPS, "Slips are yellow.", "Slips are blue."),
    "layout": (CATALOGUE, "days: 2\n", "days:    2\n\n"),
    "settings": ("ubproject.toml", '"The candidates"', '"Candidates"'),
    "error": (PRIVACY, "title:", "titel:"),
}


@pytest.fixture(scope="module")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Lending:
    return Lending(tmp_path_factory.mktemp("diffed") / "lending")


def edited(lending: Lending, edits: Iterable[str]) -> Corpus:
    """Return the corpus with some edits made, and take them back."""
    files = {EDITS[edit][0] for edit in edits}
    before = {name: lending.text(name) for name in files}
    for edit in edits:
        lending.change(*EDITS[edit])
    found = lending.corpus()
    for name, data in before.items():
        lending.write(name, data)
    return found


@settings(max_examples=60)
@given(st.sets(st.sampled_from(sorted(EDITS))), st.sets(st.sampled_from(sorted(EDITS))))
def test_edits_of_real_files_can_be_applied(
    lending: Lending, one: set[str], other: set[str]
) -> None:
    before, after = edited(lending, sorted(one)), edited(lending, sorted(other))
    found = diff(before, after)
    links = {*before.settings.links}
    assert exact(apply(content(before), found.changes, links)) == exact(meaning(content(after)))
    if one ^ other <= {"layout"}:
        assert found.changes == ()


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_word_diffs_hold_both_texts(one: str, other: str) -> None:
    runs = changed(one, other, around=999)
    words = [text.replace("\n", " ¶ ").split() for text in (one, other)]
    assert bool(runs) == (words[0] != words[1])
    for mark, wanted in zip(("in", "out") if runs else (), words, strict=bool(runs)):
        assert " ".join(run.text for run in runs if run.mark != mark).split() == wanted


@given(st.text(max_size=80))
def test_any_prose_has_a_normal_form(body: str) -> None:
    assert isinstance(prose(body), str)


@given(st.lists(st.sampled_from(["# a", "a b", "- a", "> a", "```\na  b\n```"]), max_size=5))
def test_blank_lines_around_blocks_mean_nothing(parts: list[str]) -> None:
    assert prose("\n\n".join(parts)) == prose("\n\n\n".join(["", *parts, ""]))


def with_meta(one: Corpus, metas: Mapping[str, dict[str, Any] | None]) -> Corpus:
    """Return a corpus whose entries have other front matter, or are missing; with a text to it."""
    entries = dict(one.entries)
    for name, meta in metas.items():
        old = entries.pop(name)
        if meta is not None:
            source = replace(old.source, text=repr(meta), meta=meta)
            entries[str(meta["id"])] = Entry(old.type, old.path, meta, source)
    return replace(one, entries=entries)


@st.composite
def edits_of_data(draw: st.DrawFn, one: Corpus) -> Corpus:
    """Return the corpus with edits on which tables and verdicts depend."""
    metas: dict[str, dict[str, Any] | None] = {}
    often = [entry.id for entry in (*one.compared, *one.criteria)] * 3
    names = st.sampled_from([*sorted(one.entries), *often])
    for name in draw(st.lists(names, unique=True, max_size=3)):
        entry = one.entries[name]
        meta = metas[name] = deepcopy(dict(entry.meta))
        match draw(st.sampled_from(["title", "order", "value", "note", "field", "gone"])):
            case "title":
                meta["title"] += " again"
            case "order":
                meta["order"] = draw(st.integers(1, 9))
            case "value" if entry.assessments:
                criterion = draw(st.sampled_from(sorted(entry.assessments)))
                words = sorted(one.entries[criterion].values)
                meta["criteria"][criterion]["value"] = draw(st.sampled_from(words))
            case "value" if entry.type in one.settings.criteria:
                for mapping in meta.get("assesses", {}).values():
                    mapping["met"], mapping["missed"] = mapping["missed"], mapping["met"]
            case "note" if entry.assessments:
                cell = meta["criteria"][draw(st.sampled_from(sorted(entry.assessments)))]
                cell[draw(st.sampled_from(["note", "editorial"]))] = "Another one."
            case "field":
                given = sorted(meta.keys() & {*one.settings.links, "criteria", "combination"})
                optional = [f for f in given if f not in entry.type.schema["required"]]
                for field in draw(
                    st.lists(st.sampled_from(optional), max_size=2) if optional else st.just([])
                ):
                    meta.pop(field, None)
            case "gone" if entry.type not in one.settings.criteria and not one.incoming.get(name):
                metas[name] = None
    return with_meta(one, metas)


@pytest.mark.parametrize("which", ["lending", "inheriting", "generated"])
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_not_computed_does_not_differ(
    lending: Lending, which: str, data: st.DataObject
) -> None:
    one = generated(28, 2) if which == "generated" else edited(lending, [])
    if which == "inheriting":  # an entry without values has the verdicts of another
        meta = dict(one.entries["union-catalogue"].meta)
        one = with_meta(one, {"union-catalogue": {k: meta[k] for k in meta if k != "criteria"}})
    before, after = (data.draw(edits_of_data(one)) for _ in range(2))
    found = consequences(before, after, {})
    assert found == consequences(before, after, {}, EVERYTHING)
