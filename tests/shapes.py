"""Knowledge bases of other shapes than a comparison by criteria that assess: as few files as do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONF = """\
project = "Ferry"
extensions = ["speckb.sphinxext"]
needs_from_toml = "ubproject.toml"
html_theme = "speckb"
"""
TEXT = {"type": "string"}
LINK = {"type": "array", "items": {"type": "string"}}
VALUES = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": dict.fromkeys(("value", "note"), TEXT),
    },
}
VOCABULARY = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": dict.fromkeys(("label", "tone", "meaning"), TEXT),
    },
}
ASSESSES = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"met": LINK, "missed": LINK, "reason": TEXT},
    },
}
SIZE = """\
values:
  small: {label: small, tone: good, meaning: It fits in a bag.}
  large: {label: large, tone: bad, meaning: It needs a cart.}
"""


class Shape:
    """A knowledge base that is written type by type, each with its entries."""

    def __init__(self, root: Path, more: str = "") -> None:
        self.root = root
        self.more = more
        self.types: dict[str, str] = {}
        self.links: dict[str, tuple[str, ...]] = {}
        self.pages: list[str] = []

    def add(
        self,
        name: str,
        entries: Mapping[str, str],
        fields: Mapping[str, Any] = {},
        options: str = "",
    ) -> None:
        """Add a type; `entries` have the front matter after id and title, by id."""
        own = dict.fromkeys(("id", "title", "summary"), TEXT) | dict(fields)
        schema = {"type": "object", "required": ["id", "title"], "properties": own}
        self._write(f"schemas/{name}.json", json.dumps(schema | {"additionalProperties": False}))
        self.types[name] = options
        for entry, fields_of_it in entries.items():
            title = f"The {entry.lower()}"
            text = f"---\nid: {entry}\ntitle: {title}\n{fields_of_it}---\n\nAbout {entry}.\n"
            self._write(f"{name}/{entry}.md", text)
        self._write(f"{name}/index.md", f"# All of {name}\n\n```{{entries}} {name}\n```\n")

    def link(self, name: str, *targets: str) -> None:
        """Declare a link."""
        self.links[name] = targets

    def finish(self, index: str = "") -> Path:
        """Write the settings and the first page, and return the folder."""
        lines = ["[needs.types]", "[needs.links]"]
        for name in self.types:
            lines += [f"[needs.types.{name}]", f'title = "{name.title()}"', 'prefix = ""']
        for name, targets in self.links.items():
            lines += [f"[needs.links.{name}]", f'outgoing = "{name}"', f'incoming = "{name} of"']
            lines += [f"target_types = {json.dumps(targets)}"] if targets else []
        lines += ["[speckb]", 'pages = ["*.md"]', self.more]
        for name, options in self.types.items():
            lines += [f"[speckb.types.{name}]", f'folder = "{name}"', options]
        self._write("ubproject.toml", "\n".join(lines) + "\n")
        self._write("conf.py", CONF)
        toctree = "\n".join(f"{name}/index" for name in self.types)
        self._write("index.md", f"# Ferry\n\n{index}\n\n```{{toctree}}\n{toctree}\n```\n")
        return self.root

    def _write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def alone(root: Path) -> Path:
    """Requirements alone."""
    shape = Shape(root)
    shape.add("requirement", {"N1": "", "N2": ""})
    return shape.finish()


def traced(root: Path) -> Path:
    """Requirements and the scenarios that motivate them."""
    shape = Shape(root, '[speckb.trace]\nlinks = ["motivated_by"]\ncaption = "What asks for what"')
    shape.add("scenario", {"storm": "", "fog": ""})
    shape.add("requirement", {"N1": "motivated_by: [storm]\n", "N2": ""}, {"motivated_by": LINK})
    shape.link("motivated_by", "scenario")
    figure = "```{trace}\n:name: trace\n:alt: What asks for what\nWhat asks for what\n```"
    return shape.finish(f"{figure}\n\n```{{computed}} traceability\n```")


def vocabularies(root: Path) -> Path:
    """Criteria, and nothing yet that is compared by them."""
    shape = Shape(root)
    shape.add("property", {"size": SIZE}, {"values": VOCABULARY})
    return shape.finish("```{computed} size-values\n```")


def unassessed(root: Path) -> Path:
    """A comparison by criteria that assess nothing."""
    shape = Shape(root)
    shape.add("property", {"size": SIZE}, {"values": VOCABULARY})
    value = "criteria:\n  size: {value: small}\n"
    shape.add("boat", {"punt": value}, {"criteria": VALUES})
    shape.link("criteria", "property")
    return shape.finish("```{computed} matrix\n```\n\n```{explorer}\n```")


def fields(root: Path) -> Path:
    """A field of each kind, in tables that show it and that group by it."""
    kinds = {
        "signed": {"type": "boolean"},
        "built": {"type": "string", "format": "date"},
        "holds": {"type": "array", "items": {"type": "integer"}},
        "draught": {"type": "number"},
        "after": LINK,
    }
    kinds = {name: {**part, "title": name.title()} for name, part in kinds.items()}
    names = ", ".join(f'"{name}"' for name in kinds)
    lines = [f'[speckb.tables.all]\ntype = "boat"\ncaption = "All"\ncolumns = ["id", {names}]']
    for name in kinds:
        head = f'[speckb.tables.by-{name}]\ntype = "boat"\nby = "{name}"'
        lines.append(f'{head}\ncaption = "By {name}"\ncolumns = ["id"]')
    punt = "signed: true\nbuilt: 2026-01-02\nholds: [10, 9]\ndraught: 0.5\n"
    raft = "signed: false\nbuilt: 2025-12-31\nholds: [9]\ndraught: 10\nafter: [punt]\n"
    shape = Shape(root, "\n".join(lines))
    card = f'text = "{{id}}"\ncard = [{names}]\norder_by = ["draught"]'
    shape.add("boat", {"punt": punt, "raft": raft, "skiff": ""}, kinds, card)
    shape.link("after")
    tables = ("all", *(f"by-{name}" for name in kinds))
    return shape.finish("\n\n".join(f"```{{computed}} {name}\n```" for name in tables))


def many(root: Path, *, groups: bool = True, number: int = 130) -> Path:
    """Very many requirements, in chapters and sections if there are groups."""
    shape = Shape(root)
    kinds = {
        "chapter": {"type": "string", "title": "Chapter"},
        "part": {"type": "string", "title": "Part"},
        "level": {"type": "integer", "enum": [1, 2], "title": "Level"},
    }
    entries = {
        f"N{n}": f"chapter: Chapter {n // 50 + 1}\npart: Part {n // 10 + 1}\nlevel: {n % 2 + 1}\n"
        for n in range(number)
    }
    options = 'text = "{id}"' + ('\ngroup_by = ["chapter", "part"]' if groups else "")
    shape.add("requirement", entries, kinds, options)
    return shape.finish()


LONG = "a.long_name-" * 5


def wild(root: Path) -> Path:
    """Ids with dots and underscores, of other scripts, and long ones; in folders of folders."""
    shape = Shape(root, 'reviews = "reviews.txt"')
    needs = {"V1.2.10": "", "V1.2.9": "after: [V1.2.10]\n", "größe_1": "", "नियम": "", "цель.2": ""}
    prose = (
        "See {entry}`V1.2.9`, [this](../../V1.2.10.md), {doc}`../../größe_1` and {need}`цель.2`.\n"
    )
    shape.add("need", needs | {f"{LONG}end": f"after: [{', '.join(needs)}]\n"}, {"after": LINK})
    assesses = "assesses:\n  V1.2.9: {met: [small], missed: [large], reason: It is.}\n"
    shape.add("property", {"size.1": SIZE + assesses}, {"values": VOCABULARY, "assesses": ASSESSES})
    boat = "criteria:\n  size.1: {value: small}\n"
    shape.add("boat", {"punt_2.0": boat}, {"criteria": VALUES})
    shape.link("criteria", "property")
    shape.link("assesses", "need")
    shape.link("after", "need")
    below = root / "need/part/one"
    below.mkdir(parents=True)
    head = "---\nid: W.1\ntitle: Below\nafter: [V1.2.9]\n---\n\n"
    (below / "W.1.md").write_text(head + prose, encoding="utf-8")
    tables = ("matrix", "verdicts", "size.1")
    return shape.finish("\n\n".join(f"```{{computed}} {name}\n```" for name in tables))


def measured(root: Path) -> Path:
    """Criteria that measure a number with a unit and a date, one with a word beside them."""
    shape = Shape(root, 'unstated = "unknown"')
    shape.add("need", {"quick": "", "recent": ""})
    delay = """\
measure: {unit: ms}
values:
  unknown: {label: not measured, tone: neutral, meaning: Nobody measured it.}
assesses:
  quick: {met: ["<= 20"], partly: [20.5 to 100], missed: ["> 100"], reason: Talk needs it.}
asks: How long may a message take?
answers:
  - {label: At most 100 ms, values: ["<= 100"]}
"""
    built = """\
measure: {kind: date}
assesses:
  recent: {met: [">= 2020-01-01"], missed: ["< 2020-01-01"], reason: Wood rots.}
"""
    fields = {
        "values": VOCABULARY,
        "measure": {"type": "object", "properties": {"kind": TEXT, "unit": TEXT}},
        "assesses": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": dict.fromkeys(("met", "partly", "missed"), LINK) | {"reason": TEXT},
            },
        },
        "asks": TEXT,
        "answers": {
            "type": "array",
            "items": {"type": "object", "properties": {"label": TEXT, "values": LINK}},
        },
    }
    shape.add("property", {"delay": delay, "built": built}, fields)
    cells = {
        "punt": ("9.5", "2026-01-02"),
        "raft": ("100", "2019-12-31"),
        "skiff": ("120", "2020-01-01"),
        "ferry": ("unknown", "2020-01-01"),
    }
    boats = {
        name: f"criteria:\n  delay: {{value: {size}}}\n  built: {{value: {day}}}\n"
        for name, (size, day) in cells.items()
    }
    shape.add("boat", boats, {"criteria": VALUES})
    shape.link("criteria", "property")
    shape.link("assesses", "need")
    tables = ("matrix", "verdicts", "delay", "delay-values")
    shown = "\n\n".join(f"```{{computed}} {name}\n```" for name in tables)
    return shape.finish(f"{shown}\n\n```{{explorer}}\n```")


def long(root: Path) -> Path:
    """Words of 200 letters wherever readers see a text, and an id of 60."""
    shape = Shape(root)
    size = SIZE.replace("label: small", f"label: {'l' * 90}")
    shape.add("property", {"size": size}, {"values": VOCABULARY})
    value = f"criteria:\n  size: {{value: small, note: {'n' * 200}}}\n"
    name = f"{'x' * 28}-{'y' * 28}-zz"
    shape.add("boat", {name: f"{value}summary: {'s' * 200}\n", "punt": value}, {"criteria": VALUES})
    shape.link("criteria", "property")
    entry = root / f"boat/{name}.md"
    text = entry.read_text(encoding="utf-8")
    entry.write_text(text.replace(f"title: The {name}", f"title: {'T' * 200}"), encoding="utf-8")
    prose = f"See {{entry}}`{name}` {'w' * 200}.\n\n- {'i' * 200}"
    return shape.finish(f"```{{computed}} matrix\n```\n\n{prose}")


def twofold(root: Path) -> Path:
    """Two compared types, each by criteria of its own and by one that they share."""
    shape = Shape(root)
    shape.add("need", {"N1": "", "N2": ""})
    assesses = "assesses:\n  N1: {met: [small], missed: [large], reason: A bag is carried.}\n"
    criteria = {"size": SIZE + assesses, "weight": SIZE, "noise": SIZE}
    shape.add("property", criteria, {"values": VOCABULARY, "assesses": ASSESSES})
    boat = "criteria:\n  size: {value: small}\n  weight: {value: large}\n"
    cart = "criteria:\n  size: {value: large}\n  noise: {value: small}\n"
    shape.add("boat", {"punt": boat}, {"criteria": VALUES})
    shape.add("cart", {"barrow": cart}, {"criteria": VALUES})
    shape.link("criteria", "property")
    shape.link("assesses", "need")
    tables = ("matrix", "verdicts", "not-assessed", "size")
    return shape.finish("\n\n".join(f"```{{computed}} {name}\n```" for name in tables))


def chapters(root: Path) -> Path:
    """Statements without prose, in chapters and sections."""
    shape = Shape(root)
    text = "A boat MUST carry a lamp that can be seen from the other bank of the river at night. "
    entries = {
        f"V{n // 20 + 1}.{n // 5 % 4 + 1}.{n % 5 + 1}": (
            f"statement: {text * (n % 4 + 1)}\n"
            f"chapter: Chapter {n // 20 + 1}\nsection_title: Sección {n // 5 + 1}\n"
        )
        for n in range(60)
    }
    fields = dict.fromkeys(("statement", "chapter", "section_title"), TEXT)
    options = 'heading = "{id}"\ngroup_by = ["chapter", "section_title"]'
    shape.add("requirement", entries, fields, options)
    for path in (root / "requirement").glob("V*.md"):
        head = path.read_text(encoding="utf-8").partition("\n---\n")[0]
        path.write_text(f"{head}\n---\n", encoding="utf-8")
    return shape.finish()
