"""Layout keeps data, comments, quoting and prose, whatever front matter looks like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speckb.corpus import settings as kb_settings
from speckb.editing.laid_out import is_even, is_laid_out
from speckb.editing.layout import canonical, laid_out
from speckb.files.frontmatter import parse
from speckb.files.textfile import TextFile
from tests.conftest import REPO, SECOND

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

# Each example has many keys, whose drawing takes most of the time: a half of what the profile says.
half = settings(max_examples=settings().max_examples // 2)
KEYS = ["id", "title", "summary", "writers", "criteria", "cites", "other", '"quoted"', "'single'"]
GROUP = {"properties": {"value": {}, "note": {}, "id": {}}}
SCHEMA: dict[str, Any] = {
    "properties": {
        "id": {},
        "title": {},
        "summary": {},
        "writers": {"items": GROUP},
        "criteria": {**GROUP, "additionalProperties": GROUP},
        "cites": {},
    }
}
words = st.sampled_from(
    "a no 1.10 ~ null 2001-12-14 'it''s' \"q:#\" \"\" é {a:_b} [x,y] [x,__y_] plain_words".split()
).map(lambda word: word.replace("_", " "))
comments = st.sampled_from(["# c", "#c  d", "# 'q' [x", "#"])
gaps = st.sampled_from([" ", "  ", "   "])


texts = st.lists(
    st.sampled_from(["x", "# no comment", "k: v", "", "  deep", "'q'"]), min_size=1, max_size=4
)


@st.composite
def groups(draw: st.DrawFn, depth: int = 0, *, bare: bool = False) -> list[str]:
    """Return the lines of keys with values, comments and blank lines."""
    names = KEYS if depth != 1 else [*KEYS, "value", "note"]
    keys = draw(st.lists(st.sampled_from(names), min_size=1, max_size=5, unique=True))
    found: list[str] = []
    for number, key in enumerate(keys):
        if number or not bare:
            found += draw(st.lists(comments | st.just(""), max_size=2))
        found += draw(fields(key, depth))
    return found


@st.composite
def fields(draw: st.DrawFn, key: str, depth: int) -> list[str]:
    """Return the lines of a key with its value, beside it or below it."""
    beside = draw(st.just("") | comments.map(lambda c: f"  {c}"))
    kinds = ["word", "text", "words", *(["items", "group"] if depth < 3 else [])]
    match draw(st.sampled_from(kinds)):
        case "word":
            return [f"{key}:{draw(gaps)}{draw(words)}{beside}"]
        case "text":
            style = draw(st.sampled_from([">-", "|", ">", "|-", ">+"]))
            return _below(draw, f"{key}: {style}", ["first", *draw(texts)])
        case "words":
            items = draw(st.lists(words, min_size=1, max_size=3))
            return _below(draw, f"{key}:{beside}", [f"- {word}" for word in items])
        case "items":
            return _below(draw, f"{key}:{beside}", draw(items_of(depth + 1)))
        case _:
            return _below(draw, f"{key}:{beside}", draw(groups(depth + 1)))


@st.composite
def items_of(draw: st.DrawFn, depth: int) -> list[str]:
    """Return the lines of a list of groups."""
    found: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        found += draw(st.lists(comments, max_size=1))
        first, *rest = draw(groups(depth, bare=True))
        found += [f"- {first}", *(f"  {line}" if line else line for line in rest)]
    return found


def _below(draw: st.DrawFn, head: str, lines: list[str]) -> list[str]:
    indent = " " * draw(st.integers(1, 4))
    return [head, *(f"{indent}{line}" if line else line for line in lines)]


@half
@given(groups())
def test_layout_keeps_the_data_and_every_sign_and_is_done_at_once(head: list[str]) -> None:
    before = parse("\n".join(["---", *head, "---", ""]))
    if before.problems:
        return
    once = canonical(head, SCHEMA)
    after = parse("\n".join(["---", *once, "---", ""]))
    assert not after.problems
    assert after.meta == before.meta
    assert canonical(once, SCHEMA) == once
    assert sorted("".join("\n".join(once).split())) == sorted("".join("\n".join(head).split()))
    known = [key for key in after.meta if key in SCHEMA["properties"]]
    if any(line.endswith(": >+") for line in head):
        return  # blank lines below such a text are a part of it, and may pin it to its place
    assert known == sorted(known, key=list(SCHEMA["properties"]).index)


@half
@given(groups())
def test_comments_stay_above_the_key_that_they_were_above(head: list[str]) -> None:
    source = parse("\n".join(["---", *head, "---", ""]))
    if source.problems or any(line.startswith((">", "|")) for line in head):
        return
    once = canonical(head, SCHEMA)
    assert _above(once) == _above(head)


def _above(lines: list[str]) -> dict[str, list[str]]:
    """Return the comments right above each key on the first level."""
    found: dict[str, list[str]] = {}
    above: list[str] = []
    for line in lines:
        if line.startswith("#"):
            above.append(line)
            continue
        if line and not line.startswith((" ", "-")):
            found[line.partition(":")[0]] = above
        above = []
    return found


@given(st.binary(max_size=200))
def test_prose_is_never_changed(prose: bytes) -> None:
    text = prose.decode("utf-8", "ignore")
    data = f"---\ntitle:  T\nid: a\n---\n{text}".encode()
    new = laid_out(TextFile(Path("x"), data), SCHEMA)
    assert new == f"---\nid: a\ntitle: T\n---\n{text}".encode()


def test_every_entry_of_the_knowledge_bases_is_laid_out() -> None:
    for root in (REPO, SECOND):
        for kind in kb_settings.load(root).types.values():
            for path in (root / kind.folder).glob("*.md"):
                if path.name != "index.md":
                    file = TextFile.read(path)
                    assert laid_out(file, kind.schema) == file.data, path


# Values that YAML reads, or a writer writes, in special ways, beside some that are plain.
VALUES = (
    r"""
a|no|1.10|null|~|2001-12-14|é x|(a) b|a: b|a:b|a #b|a#b|b:|a  b|a |- a|-a|- - a|'q'|'it''s'|"q # q"
'a: b'|"a\tb"|""|[]|[a]|[a, b]|[a,b]|[a b, "c d"]|[ a]|[a, [b]]|[a, 'b, c']|["1", a]|[-a]|[a: b]
{a: b}|{}|>|>-|?|? a|?a|& a|&a b|*a|!a|@a|%a|a, b|a [b]|a]|1_000|0o7|1:30|.5|...|--- a|_|x\y|a'b|a"b
<a|=|a=|a?|a -|a ---|# a|"a|'a|a'|(a|a…|“a”|a|`a`
""".strip()
    .replace("\n", "|")
    .split("|")
)
VALUES += [
    "a\u00adb",
    "a\u200bb",
    "a\u2028b",
    "a\u00a0b",
    "\U0001d400",
    "a\U0001d400",
    "\ufeffa",
    "a\tb",
]
SHAPES = [
    "a: {}",
    "a:\n  - {}",
    "a:\n  b: {}\nc: d",
    "a:\n  - {}\n  - b",
    "a:\n  - b: {}\n    c: d",
]
SHAPES += [
    "a: >-\n  {}",
    "a: |-\n  {}\n  b\nc: d",
    "a:\n  - b: >-\n      x\n      {}",
    "a: b\n  {}",
    "{}",
]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_recognized_as_even_is_so_whatever_the_value(shape: str) -> None:
    for value in VALUES:
        head = shape.format(value).split("\n")
        if not parse("\n".join(["---", *head, "---", ""])).problems and is_even(head):
            assert canonical(head, {}) == head


@st.composite
def evenly(draw: st.DrawFn, indent: int = 0) -> list[str]:
    """Return the lines of a group that is laid out evenly, nearly always."""
    found: list[str] = []
    step = " " * draw(st.sampled_from([2] * 20 + [1, 3, 4]))
    pad = " " * indent
    names = st.sampled_from(["id", "title", "summary", "writers", "value", "1"])
    for key in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        match draw(st.sampled_from(["value", "text", "list", *["items", "group"][: 4 - indent]])):
            case "value":
                value = draw(st.sampled_from(["a", '"q"', "[a, b]"]))
                found.append(f"{pad}{key}: {value}")
            case "text":
                found += [f"{pad}{key}: >-", f"{pad}{step}x y", f"{pad}{step}- z"]
            case "list":
                found += [f"{pad}{key}:", f"{pad}{step}- a", f"{pad}{step}- b c"]
            case "items":
                first, *rest = draw(evenly(indent + len(step) + 2))
                found += [f"{pad}{key}:", f"{pad}{step}- {first.lstrip()}", *rest]
            case _:
                found += [f"{pad}{key}:", *draw(evenly(indent + len(step)))]
    return found


@settings(max_examples=60)
@given(evenly())
def test_what_is_recognized_as_laid_out_is_laid_out(head: list[str]) -> None:
    text = "\n".join(["---", *head, "---", ""])
    source = parse(text)
    if not source.problems and is_laid_out(text, source.meta, SCHEMA):
        assert canonical(head, SCHEMA) == head
    if not source.problems and is_even(head):
        assert canonical(head, {}) == head


def test_nearly_every_entry_is_recognized_as_laid_out(knowledge: Corpus) -> None:
    entries = knowledge.entries.values()
    found = [is_laid_out(e.source.text, e.source.meta, e.type.schema) for e in entries]
    assert sum(found) > 0.9 * len(found)


@pytest.mark.parametrize(
    "text",
    ["---\nid: a\n--- \n", "--- \nid: a\n---\n", "---\n---\n", "---\ntitle: a\nid: b\n---\n"],
)
def test_what_is_not_laid_out_is_not_recognized(text: str) -> None:
    assert not is_laid_out(text, parse(text).meta, SCHEMA)
