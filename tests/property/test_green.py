"""What the check passes, the build builds: random edits of a small knowledge base.

Where the check finds no error, a build with warnings as errors succeeds. `GREEN=2000 pytest` on
this file tries more edits.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from speckb.corpus import loading
from speckb.corpus import settings as knowledge_settings
from speckb.errors import UsageError
from speckb.rules.check import check
from tests.conftest import SECOND, add_to_conf, build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speckb.rules.finding import Finding

    Factory = pytest.TempPathFactory

EXAMPLES = int(os.environ.get("GREEN", "10"))
PROSE = [path.relative_to(SECOND).as_posix() for path in sorted(SECOND.rglob("*.md"))]
# Pieces of prose: right, nearly right, and wrong in ways that Sphinx has a warning for.
_PIECES = r"""
Text[^1].
Text[^1].\n\n[^1]: A note.
Text[^1].\n\n[^1]: A note.\n\n[^1]: Another.
[^x]: A note that nothing refers to.
Text[^a b].
Text[^1] and [^1].\n\n[^1]: A note[^1].
```{note}\n```
```{note}\n\n```
```{note} Words.\n```
```{note}\n:class: x\n\nWords.\n```
```{note}\n:klass: x\n\nWords.\n```
```{note}\n: x\n\nWords.\n```
```{note}\nWords.
```{ note }\nWords.\n```
```note\nWords.\n```
:::note\nWords.\n:::
:::{tip}\nWords.\n:::
::::{tip}\n:::{note}\nWords.\n:::\n::::
```{admonition}\nWords.\n```
```{admonition} Title\n```
```{topic} Title\n\nWords.\n```
```{topic}\nWords.\n```
```{rubric} Title\n```
```{rubric}\n```
```{rubric} Title\n:heading-level: 9\n```
```{container} a b\n\nWords.\n```
```{container}\n```
```{epigraph}\nWords.\n\n-- Somebody\n```
```{epigraph}\n```
```{figure} circumstances/drawings/flood.svg\n:alt: x\n```
```{image} nothing.svg\n:alt: x\n```
```{d2} circumstances/drawings/flood.d2\n:name: figure-again\n:alt: x\n\nCaption.\n```
```{d2} circumstances/drawings/flood.d2\n:alt: x\n\nCaption.\n```
```{list-table} Title\n:header-rows: 1\n\n* - a\n  - b\n* - c\n  - d\n```
```{list-table} Title\n:header-rows: 1\n\n* - a\n  - b\n* - c\n```
```{list-table} Title\n:header-rows: 5\n\n* - a\n  - b\n```
```{list-table} Title\n:widths: 1 2 3\n\n* - a\n  - b\n```
```{list-table}\n:header-rows: x\n\n* - a\n```
```{list-table}\nWords.\n```
```{list-table}\n```
```{glossary}\n```
```{glossary}\nnew term\n    What it means.\n```
```{glossary}\nshelf mark\n    What it means.\n```
```{glossary}\nnew term\n```
```{glossary}\n    What it means.\n```
```{glossary}\n\nTerm : key\n    Words.\n\nOther\n    Words.\n```
```{toctree}\n```
```{toctree}\nwords\nwords\n```
```{toctree}\n:glob:\n\nw*\n```
```{toctree}\n:glob:\n\nnothing*\n```
```{toctree}\n:maxdepth: x\n\nwords\n```
```{toctree}\n:numbered:\n\nwords\n```
```{toctree}\nself\n```
```{toctree}\nindex\n```
```{toctree}\nhttps://a.example\n```
```{toctree}\nTitle <https://a.example>\n```
```{code-block} python\nx = 1\n```
```{code-block} nolanguage\nx = 1\n```
```{code-block} json\n{ "x": nothing }\n```
```{code-block} python\n:emphasize-lines: 9\n\nx = 1\n```
```{code-block} python\n:emphasize-lines: x\n\nx = 1\n```
```{code-block}\n:linenos: 3\n\nx = 1\n```
```{code} python\n```
```nolanguage\nx = 1\n```
```json\n{ "x": nothing }\n```
```python\ndef (:\n```
```{comparisons}\n```
```{comparisons} B.3\n```
```{comparisons} B.4\n```
> ```{comparisons} B.3\n> ```
```{computed} matrix\n:again:\n```
```{computed} matrix\n```
```{computed} loan-privacy\n\nWords.\n```
```{computed}\n```
```{entries} work\n```
```{entries} work extra\n```
```{changes}\n```
```{explorer}\n```
```{trace}\n:name: chain\n:alt: x\n```
```{needtable} Demands\n:name: demands\n:types: demand\n```
```{needtable} Demands\n:name: matrix\n```
```{needtable} Nothing\n:name: nothing\n:filter: False\n:columns: title, days, assesses_back\n```
```{needtable} Demands\n:name: a b\n```
```{needtable}\n:name: nothing\n```
```{needtable} Demands\n:name: demands\n:columns: id, nothing\n```
```{needlist}\n:filter: "MUST" in duty\n```
```{needlist}\n:filter: ("MUST" in duty)\n:show_status:\n```
```{needlist}\n:filter: days > 3 # many\n```
```{needlist}\n:filter: days >\n```
```{needlist}\n:sort_by: days\n```
```{needlist}\n```
```{needextract}\n:types: demand\n:filter: search("books", title)\n```
```{needextract}\nresults = needs\n```
```{needflow} Links\n:name: links\n:alt: Links\n```
```{needflow} `Links` of *one*\n:name: links\n:alt: Links\n:root_id: LEND-1\n:root_depth: 2\n```
```{needflow} Links\n:name: links\n:alt: Links\n:root_id: nobody\n```
{need}`LEND-1`, {need}`[[id]] <LEND-1>`, {need}`[[nothing]] <LEND-1>`.
{need}`nobody`
{need_count}`days < 3 ? True`
{need_count}`days <3> 2`
{need_count}`<LEND-1>`
```{on-paper}\nWords.\n```
```{on-screen}\nWords.\n```
# Another title
### A heading that skips a level
## Words\n\n## Words
(words)=\n## Labelled
(words)=\n\n(words)=\n\nText.
(alone)=
(links)=\n\nText.
## Verdicts
[x](#words)
[x](#nothing)
[x](words.md#nothing)
[](words.md)
[x][]
[x][y]\n\n[y]: words.md
[y]: words.md\n[y]: index.md
![x](nothing.svg)
<https://a.example>
<b>x</b>
&nbsp; &unknown;
{entry}`LEND-1`
{entry}`nobody`
{entry}`words <LEND-1>`
{entry}``
{entry} `LEND-1`
{term}`shelf mark`
{term}`nothing`
{doc}`words`
{doc}`/words`
{doc}`nothing`
{ref}`words`
{ref}`nothing`
{ref}`x <words>`
{numref}`figure-flood`
{numref}`Drawing %s <figure-flood>`
{numref}`Drawing %d <figure-flood>`
{numref}`Drawing {number} {name} <figure-flood>`
{numref}`Drawing {nothing} <figure-flood>`
{numref}`words`
{count}`work`
{count}`nothing`
{abbr}`DB (desk book)`
{abbr}`DB`
{kbd}`Ctrl`
{sub}`2` {sup}`3` {strong}`x` {emphasis}`y` {literal}`z`
{download}`words.md`
Term\n: What it means.
Term\n: What it means.\n: And this.
: Nothing before.
- a\n  - b\n    - c\n      - d
1. a\n2. b\n\n4. c
3) a
> Quote\n> - x\n>   ```{note}\n>   Words.\n>   ```
---
***
+++
% A comment
$x$ and $$y$$
a | b\n- | -\nc | d
- [ ] a task
~~gone~~
*open and **bold
`open
|substitution|
{{ substitution }}
`x`{.class}
{.class}\nText.
:field: value
.. note:: words
.. _label:
Heading\n=======
Heading\n-------
---\nid: x\ntitle: y\n---
<<<<<<< HEAD
A word that *is* _marked_ **in** __ways__.
Words with a \\ backslash at the end\\
Two  \nlines
\ttabbed
    code
"""
PIECES = [
    line.replace("\\n", "\n").replace("\\t", "\t") for line in _PIECES.strip("\n").split("\n")
]
VALUES: list[Any] = [
    *("", " ", "x", "yes", "LEND-1", "<b>", "{entry}`LEND-1`", "{title}", "\u00a0", "a: b", "# x"),
    *(0, -1, 1.5, True, None, [], ["x"], ["LEND-1"], {}, {"x": "y"}, {"LEND-1": "x"}),
    *(
        "string",
        "array",
        "object",
        "integer",
        ["string", "null"],
        {"type": "string"},
        "^[a",
        "words",
    ),
]


def in_prose(root: Path, name: str, place: int, piece: str) -> None:
    """Put a piece of prose between two paragraphs of a file."""
    path = root / name
    head, mark, body = path.read_text(encoding="utf-8").rpartition("\n---\n")
    parts = body.split("\n\n")
    at = place % (len(parts) + 1)
    parts.insert(at, f"\n{piece}\n" if at else f"\n{piece}")
    path.write_text(head + mark + "\n\n".join(parts) + "\n", encoding="utf-8")


def in_fields(root: Path, name: str, place: int, value: Any) -> None:
    """Replace a value of front matter by another."""
    path = root / name
    lines = path.read_text(encoding="utf-8").split("\n")
    end = lines.index("---", 1) if lines[0] == "---" else 0
    if end < 2:
        return
    at = 1 + place % (end - 1)
    key, colon, _ = lines[at].partition(": ")
    lines[at] = f"{key}: {json.dumps(value, ensure_ascii=False)}" if colon else str(value)
    path.write_text("\n".join(lines), encoding="utf-8")


def in_settings(root: Path, _name: str, place: int, value: Any) -> None:
    """Replace a value of the settings by another, or take its line out."""
    path = root / "ubproject.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    at = place % len(lines)
    key, equals, _ = lines[at].partition(" = ")
    shown = json.dumps(value) if value is not None and not isinstance(value, dict) else ""
    lines[at] = f"{key} = {shown}" if equals and shown else ""
    path.write_text("\n".join(lines), encoding="utf-8")


def in_schema(root: Path, name: str, place: int, value: Any) -> None:
    """Replace a part of a schema by another, or take it out."""
    path = root / "schemas" / f"{sorted(TYPES)[len(name) % len(TYPES)]}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    places = list(_places(data))
    part, key = places[place % len(places)]
    if value is None:
        del part[key]
    else:
        part[key] = value
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
        yield part, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def a_file(root: Path, name: str, place: int, value: Any) -> None:
    """Delete, copy, move or empty a file."""
    path = root / name
    other = path.with_name(f"{'ABCD'[place % 4]}.md")
    if place % 3 == 0:
        path.unlink()
    elif place % 3 == 1:
        shutil.copy(path, other)
    else:
        text = path.read_text(encoding="utf-8")
        other.write_text(text.replace(f"id: {path.stem}", f"id: {other.stem}"), encoding="utf-8")
        if value:
            path.unlink()


DRAWING = "circumstances/drawings/flood.d2"
# Lines of drawings and of templates: right, and wrong in ways that show only once compiled.
_LINES = r"""
reader.style.opacity: 7
reader.style.opacity: 0.7
reader.style.stroke: nocolor
reader.style.nothing: 1
reader.shape: nothing
reader: {shape: circle; width: 10; height: 20}
reader: {shape: sql_table; constraint: primary_key}
reader: {shape: text}
reader: {near: top-center}
reader.desk: {near: top-center}
reader.desk -> reader
reader.desk -> branch.desk.shelf
reader -> branch: {style.animated: maybe}
reader -> branch: {source-arrowhead: {shape: diamond}}
reader -> branch: {class: nothing}
reader ->
reader: null
_.reader
direction: sideways
grid-rows: 0
s: {shape: sequence_diagram; a -> b; b -> a: back}
s: {shape: sequence_diagram}\ns -> s.a
classes: {x: {style.fill: red}}
λόγος: {style.fill: "#ff0000"}
}
<<<<<<< HEAD
"""
_TEMPLATES = r"""
{% if type %}
{% if type %}Words{% endif %}
{% endif %}
{{ type|upper }}
{{ type|loud }}
{{ type is loud }}
{{ '1'|toint }}
{% trans %}Words{% endtrans %}
{% trans %}
{{
{# a comment
{% block page %}{% endblock %}
{% for x in (1, 2) %}{{ x }}{% endfor %}
{% nothing %}
{% set loop = 1 %}
{{ 1 + }}
{{ type[0 }}
"""


def in_drawing(root: Path, _name: str, place: int, _value: Any) -> None:
    """Put a line into a drawing."""
    path, line = root / DRAWING, LINES[place % len(LINES)]
    lines = path.read_text(encoding="utf-8").split("\n")
    lines.insert(place % (len(lines) + 1), line)
    path.write_text("\n".join(lines), encoding="utf-8")


def in_template(root: Path, _name: str, place: int, _value: Any) -> None:
    """Give a type a template of its own with one more line in it."""
    path = root / "_templates/entries/demand.html"
    lines = ['{% extends "entries/entry.html" %}', "{% block page %}", "{% endblock %}"]
    lines.insert(place % 4, TEMPLATES[place % len(TEMPLATES)])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    add_to_conf(root, 'templates_path = ["_templates"]')


LINES = [line.replace("\\n", "\n") for line in _LINES.strip("\n").split("\n")]
TEMPLATES = _TEMPLATES.strip("\n").split("\n")
TYPES = [path.stem for path in (SECOND / "schemas").iterdir()]
OTHERS = [in_fields, in_settings, in_schema, a_file, in_drawing, in_template]
numbers = st.integers(0, 400)
edits = st.one_of(
    st.tuples(st.just(in_prose), st.sampled_from(PROSE), numbers, st.sampled_from(PIECES)),
    st.tuples(st.sampled_from(OTHERS), st.sampled_from(PROSE), numbers, st.sampled_from(VALUES)),
)


def silent(root: Path) -> bool:
    """Return whether the check has no error."""
    try:
        found = check(loading.load(knowledge_settings.load(root)))
    except UsageError:
        return False
    return not any(finding.severity == "error" for finding in found)


def said(output: str) -> str:
    """Return the lines of a build's output that say what is wrong."""
    lines = [line for line in output.split("\n") if re.search("WARNING|ERROR|rror:|speckb:", line)]
    return "\n".join(lines)


@settings(max_examples=EXAMPLES)
@given(st.lists(edits, min_size=1, max_size=2))
@example([(in_settings, "index.md", 182, "object")])  # another word for what is not stated
@example([(in_prose, "demands/LEND-1.md", 2, "(links)=\n\n## Verdicts")])  # parts of the page
def test_what_the_check_passes_is_built(tmp_path_factory: Factory, made: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("green")
    root = shutil.copytree(SECOND, folder / "kb")
    for edit, name, place, value in made:
        if (root / name).exists():
            edit(root, name, place, value)
    if silent(root):
        built = build(root, folder / "html")
        assert built.status == 0, said(built.output)
    shutil.rmtree(folder)


Pages = dict[str, str]  # the text of each page by its name
# Where the title of a page may stand, above a piece or below it; a block that a piece leaves open
# may swallow what follows.
AROUND = (
    "\n{}\n\n# Words\n\n```{{note}}\nText.\n```\n",
    "# Words\n\nText.\n\n{}\n\n```{{note}}\nText.\n```\n",
)
BATCHES = 2


def with_pages(root: Path, pages: Pages) -> Path:
    """Copy the knowledge base to `root`, add pages to it, and name them on its first page."""
    shutil.copytree(SECOND, root)
    for name, text in pages.items():
        (root / name).write_text(text, encoding="utf-8")
    listed = "\n".join(name.removesuffix(".md") for name in pages)
    with (root / "index.md").open("a", encoding="utf-8") as first:
        first.write(f"\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n")
    return root


def passing(folder: Path, pages: Pages) -> Pages:
    """Return the pages in which the check finds no error when they are read together."""
    while pages:
        root = with_pages(folder, pages)
        found = check(loading.load(knowledge_settings.load(root)))
        shutil.rmtree(root)
        wrong = [finding for finding in found if finding.severity == "error"]
        if not wrong:
            break
        blamed = {name for finding in wrong for name in blames(finding, pages)}
        pages = {name: pages[name] for name in pages if name not in blamed} if blamed else {}
    return pages


def blames(finding: Finding, pages: Pages) -> list[str]:
    """Return the page that a finding is on, or else those that its message names."""
    if finding.place.path in pages:
        return [finding.place.path]
    words = set(re.findall(r"[\w-]+", finding.message))
    return [name for name in pages if name.removesuffix(".md") in words]


def together(folder: Path, pages: Pages) -> Iterator[Pages]:
    """Yield groups of pages that pass the check; each page that passes alone is in one of them.

    Two pages that both pass may clash when they are read together, as by a name that both give.
    """
    while group := passing(folder, pages):
        yield group
        pages = {name: pages[name] for name in pages if name not in group}
    for name in pages:
        yield passing(folder, {name: pages[name]})


def refused(folder: Path, pages: Pages) -> list[str]:
    """Return what builds say that fail, for as few pages at once as fail together."""
    root = with_pages(folder / "kb", pages)
    built = build(root, folder / "html")
    shutil.rmtree(root)
    if built.status == 0:
        return []
    names = [*pages]
    halves = (names[: len(names) // 2], names[len(names) // 2 :]) if len(names) > 1 else ()
    found = [s for half in halves for s in refused(folder, {n: pages[n] for n in half})]
    return found or [f"{text}\n{said(built.output) or built.output}" for text in pages.values()]


def around(pieces: list[str]) -> Pages:
    """Return pages with each of the pieces in each place."""
    return {
        f"piece-{number}-{place}.md": text.format(piece)
        for number, piece in enumerate(pieces)
        for place, text in enumerate(AROUND)
    }


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_pieces_that_the_check_passes_are_built(batch: int, tmp_path: Path) -> None:
    """As pages of a few builds; where one fails, its halves are built to find the wrong ones."""
    pages = around(PIECES[batch::BATCHES])
    groups = [group for group in together(tmp_path / "kb", pages) if group]
    assert [message for group in groups for message in refused(tmp_path, group)] == []
    assert sum(map(len, groups)) > len(pages) / 3
