"""Generator of knowledge bases of any size: `python -m bench.generate N FOLDER [--seed S]`.

The same number and seed give the same bytes. The number of criteria is fixed; entries, links,
values and prose grow in proportion to N.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from bench import prose, shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IDS = {
    "requirement": "R{}",
    "scenario": "scenario-{}",
    "mechanism": "mechanism-{}",
    "criterion": "criterion-{}",
    "reference": "ref-{}",
}


def generate(number: int, folder: Path, seed: int = 1) -> None:
    """Write a knowledge base of `number` entries into `folder`, which must be new or empty.

    Raises ValueError for a folder that is not empty and for fewer than `shape.LEAST` entries.
    """
    counts = shape.counts(number)
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty")
    random = Random(seed)  # noqa: S311  sentences, no secrets
    ids = {
        kind: [IDS[kind].format(place) for place in range(1, count + 1)]
        for kind, count in counts.items()
    }
    _write(folder / "conf.py", shape.CONF)
    _write(folder / shape.FILE, shape.SETTINGS)
    for kind, schema in shape.schemas().items():
        _write(folder / "schemas" / f"{kind}.json", json.dumps(schema, indent=2) + "\n")
    _write(folder / "index.md", _front_page())
    _write(folder / "glossary.md", _glossary(random))
    for kind, names in ids.items():
        home = folder / shape.FOLDERS[kind]
        _write(home / "index.md", _index(random, kind))
        for place, name in enumerate(names, 1):
            _write(home / f"{name}.md", _entry(random, ids, kind, place, name))


def _entry(
    random: Random, ids: Mapping[str, Sequence[str]], kind: str, place: int, name: str
) -> str:
    meta: dict[str, Any] = {
        "id": name,
        "title": prose.title(random),
        "section": str(1 + place % 9),
        "order": place,
        "summary": prose.sentence(random),
        **FIELDS[kind](random, ids, name),
        **_some("cites", _others(random, ids["reference"], name, 2)),
    }
    everything = [one for names in ids.values() for one in random.choices(names, k=1)]
    body = prose.body(random, random.sample(everything, 3))
    return f"---\n{_yaml(meta)}---\n\n{body}"


def _requirement(random: Random, ids: Mapping[str, Sequence[str]], _name: str) -> dict[str, Any]:
    keyword = random.choice(("MUST", "MUST NOT", "SHOULD", "MAY"))
    return {
        "keywords": [keyword],
        "statement": f"An offer {keyword} hold. {prose.sentence(random)}",
        "motivated_by": {random.choice(ids["scenario"]): prose.sentence(random)},
    }


def _scenario(random: Random, _ids: Mapping[str, Sequence[str]], _name: str) -> dict[str, Any]:
    return {"open_issue": random.choice(("yes", "no"))}


def _mechanism(random: Random, ids: Mapping[str, Sequence[str]], name: str) -> dict[str, Any]:
    words = (
        ["yes"] if name == ids["mechanism"][0] else [*shape.WORDS]
    )  # so that each requirement is met by one
    cells = {}
    for criterion in ids["criterion"]:
        cells[criterion] = {"value": random.choice(words)}
        if random.random() < 0.7:
            cells[criterion]["note"] = prose.sentence(random)
    return {
        "path": random.choice(("signaling", "media")),
        "round_trips": random.choice(("0.5", "1", "2")),
        **_some(
            "variant_of",
            {o: prose.sentence(random) for o in _others(random, ids["mechanism"], name, 1)},
        ),
        "criteria": cells,
    }


def _criterion(random: Random, ids: Mapping[str, Sequence[str]], _name: str) -> dict[str, Any]:
    values = {
        word: {"label": word, "tone": tone, "meaning": prose.sentence(random)}
        for word, tone in shape.WORDS.items()
    }
    verdict = {"met": ["yes", "partly"], "missed": ["no"], "reason": prose.sentence(random)}
    return {"values": values, "assesses": {random.choice(ids["requirement"]): verdict}}


def _reference(random: Random, _ids: Mapping[str, Sequence[str]], name: str) -> dict[str, Any]:
    return {
        "label": name.upper(),
        "authors": [f"{random.choice(prose.NAMES)}, A." for _ in range(2)],
        "date": f"June {random.randint(1980, 2007)}",
    }


FIELDS = {
    "requirement": _requirement,
    "scenario": _scenario,
    "mechanism": _mechanism,
    "criterion": _criterion,
    "reference": _reference,
}


def _some(field: str, value: Any) -> dict[str, Any]:
    """Return the field as a mapping, empty for an empty value."""
    return {field: value} if value else {}


def _others(random: Random, ids: Sequence[str], name: str, number: int) -> list[str]:
    """Return up to `number` ids from those before `name`, so that links form no cycle."""
    before = ids[: ids.index(name)] if name in ids else ids
    return random.sample(before, min(number, len(before)))


def _yaml(value: Mapping[str, Any], depth: int = 0) -> str:
    """Return YAML in the style of editors: plain scalars, folded sentences, flow lists."""
    lines = []
    pad = "  " * depth
    for key, item in value.items():
        if isinstance(item, dict):
            lines.append(f"{pad}{key}:\n{_yaml(item, depth + 1)}")
        elif isinstance(item, list) and all(" " not in one for one in item):
            lines.append(f"{pad}{key}: [{', '.join(item)}]\n")
        elif isinstance(item, list):
            lines.append(f"{pad}{key}:\n" + "".join(f"{pad}  - {one}\n" for one in item))
        elif isinstance(item, str) and len(item) > 60:
            text = prose.paragraph(item).replace("\n", f"\n{pad}  ")
            lines.append(f"{pad}{key}: >-\n{pad}  {text}\n")
        else:
            lines.append(f"{pad}{key}: {item}\n")
    return "".join(lines)


def _front_page() -> str:
    names = "\n".join(f"{folder}/index" for folder in shape.FOLDERS.values())
    counted = ", ".join(f"{{count}}`{kind}` of type {kind}" for kind in shape.FOLDERS)
    return (
        "# Generated knowledge base\n\n"
        f"```{{toctree}}\n:hidden:\n:caption: Entries\n\n{names}\nglossary\n```\n\n"
        f"Entries: {counted}.\n"
    )


def _glossary(random: Random) -> str:
    terms = "\n\n".join(f"{term}\n  {prose.sentence(random)}" for term in prose.TERMS)
    return f"# Glossary\n\n```{{glossary}}\n{terms}\n```\n"


def _index(random: Random, kind: str) -> str:
    table = "\n```{computed} criteria\n```\n" if kind == "criterion" else ""
    heading = shape.FOLDERS[kind].capitalize()
    text = prose.paragraph(" ".join(prose.sentence(random) for _ in range(4)))
    return f"# {heading}\n\n{text}\n\n```{{entries}} {kind}\n```\n{table}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write a knowledge base of the given size."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("number", type=int, help="number of entries")
    parser.add_argument("folder", type=Path, help="new or empty folder")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random content")
    args = parser.parse_args()
    try:
        generate(args.number, args.folder, args.seed)
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
