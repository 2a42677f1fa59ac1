"""What the draft says, transcribed from it by hand, and what the entries say of the same.

Each CSV file here is a list of facts that an addition to the knowledge base cannot change: a row
stays as it is, and there may be more rows than are recorded. `make accept` records the facts of
today in the rows that are there.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.tables import comparison
from speckb.tables.verdicts import assessed, judged, speaking, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus

    Row = Mapping[str, str]

HERE = Path(__file__).parent
COUNTS = ("messages_to_answerer", "messages_to_offerer", "round_trips", "media_messages")


def read(name: str) -> list[dict[str, str]]:
    """Return the recorded rows of a file."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def written(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Return rows as the text of a file."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@dataclass(frozen=True)
class Facts:
    """The facts of one file: which columns say what a row is about, and how to find them."""

    about: tuple[str, ...]
    found: Callable[[Corpus], Iterator[Row]]

    def key(self, row: Row) -> tuple[str, ...]:
        """Return what a row is about."""
        return tuple(row[name] for name in self.about)


def now(name: str, corpus: Corpus) -> list[tuple[Row, Row | None]]:
    """Return each recorded row of a file, and beside it what the entries say, if anything."""
    facts, rows = FACTS[name], read(name)
    found = {facts.key(row): row for row in facts.found(corpus)}
    pairs: list[tuple[Row, Row | None]] = []
    for row in rows:
        other = found.get(facts.key(row))
        pairs.append((row, other and {column: other.get(column, "") for column in row}))
    return pairs


# The mechanisms that the draft describes, and those of them that it compares.
MECHANISMS = [row["mechanism"] for row in read("mechanisms")]
COMPARED = list(dict.fromkeys(row["mechanism"] for row in read("values")))
CRITERIA = [row["criterion"] for row in read("criteria")]


def _requirements(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.by_type["requirement"]:
        words = "; ".join(entry.meta["keywords"])
        yield {"requirement": entry.id, "section": entry.meta["section"], "keywords": words}


def _scenarios(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.by_type["scenario"]:
        meta = entry.meta
        yield {
            "scenario": entry.id,
            "section": meta["section"],
            "open_issue": meta["open_issue"],
        }


def _mechanisms(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.by_type["mechanism"]:
        meta = entry.meta
        counts = [
            f"{meta[field]:g}" if meta[field] != "not-stated" else "not-stated" for field in COUNTS
        ]
        columns = ("to_answerer", "to_offerer", "round_trips", "media")
        words = {name: meta[name] for name in ("section", "path", "status")}
        yield {"mechanism": entry.id, **words, **dict(zip(columns, counts, strict=True))}


def _criteria(corpus: Corpus) -> Iterator[Row]:
    """Yield the criteria with the words that the draft uses: those of its own mechanisms."""
    for entry in corpus.criteria:
        cells = [corpus.entries[name].assessments.get(entry.id) for name in COMPARED]
        used = {cell.value for cell in cells if cell}
        words = "; ".join(word for word in entry.values if word in used)
        yield {"criterion": entry.id, "section": entry.meta["section"], "words": words}


def _values(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.compared:
        for criterion, cell in entry.assessments.items():
            yield {"mechanism": entry.id, "criterion": criterion, "value": cell.value}


def _verdicts(corpus: Corpus) -> Iterator[Row]:
    for about in assessed(corpus):
        if speaking(corpus, about):
            words = {entry.id: verdict(corpus, entry, about).text for entry in judged(corpus)}
            yield {"requirement": about.id, **words}


def _classes(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.by_type["attack-class"]:
        links = corpus.incoming.get(entry.id, ())
        members = {link.source for link in links if link.kind == "attack_class"}
        columns = ("signaling_path", "media_path", "detected")
        words = {name: entry.meta[name] for name in columns}
        yield {"class": entry.id, **words, "examples": "; ".join(sorted(members & {*MECHANISMS}))}


def _techniques(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.by_type["technique"]:
        used = "; ".join(name for name in entry.meta.get("used_by", ()) if name in MECHANISMS)
        yield {"technique": entry.id, "section": entry.meta["section"], "used_by": used}


def _references(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.by_type["reference"]:
        yield {name: entry.meta[name] for name in ("label", "kind", "date")}


def _lineage(corpus: Corpus) -> Iterator[Row]:
    """Yield what each requirement came to, and the later ones that came from none."""
    draft, later = corpus.whole.at("2007"), corpus.whole.at("2009")
    for entry in draft.by_type["requirement"]:
        for name in [*entry.meta.get("later_name", {})] or [""]:
            yield {
                "requirement": entry.id,
                "keyword": "; ".join(entry.meta["keywords"]),
                "change": entry.meta["later_change"],
                **_became(later, name),
            }
    for entry in later.by_type["requirement"]:
        if all(link.kind != "later_name" for link in later.incoming.get(entry.id, ())):
            yield {"requirement": "", "keyword": "", "change": "new", **_became(later, entry.id)}


def _became(corpus: Corpus, name: str) -> Row:
    meta = corpus.entries[name].meta if name else {"section": "", "keywords": ()}
    words = "; ".join(meta["keywords"])
    return {"name": name, "section": meta["section"], "later_keyword": words}


def _claims(corpus: Corpus) -> Iterator[Row]:
    for entry in corpus.whole.at("2026").by_type["requirement"]:
        made = entry.meta["claims"]
        if {"dtls-srtp", "zrtp"} <= made.keys():
            dtls, zrtp = made["dtls-srtp"], made["zrtp"]
            called = f" (called {dtls['called']} there)" if "called" in dtls else ""
            yield {
                "name": entry.id,
                "section": entry.meta["section"],
                "dtls-srtp": dtls["claim"],
                "rfc5763": f"{dtls['section']}{called}".removeprefix("Appendix "),
                "zrtp": zrtp["claim"],
                "rfc6189": zrtp["section"].removeprefix("Section "),
            }


def _table(name: str, edition: str = "") -> Callable[[Corpus], Iterator[Row]]:
    def rows(corpus: Corpus) -> Iterator[Row]:
        view = corpus.whole.at(edition) if edition else corpus
        text = comparison.to_csv(comparison.table(view, name))
        yield from csv.DictReader(io.StringIO(text, newline=""))

    return rows


FACTS = {
    "requirements": Facts(("requirement",), _requirements),
    "scenarios": Facts(("scenario",), _scenarios),
    "mechanisms": Facts(("mechanism",), _mechanisms),
    "criteria": Facts(("criterion",), _criteria),
    "values": Facts(("mechanism", "criterion"), _values),
    "verdicts": Facts(("requirement",), _verdicts),
    "classes": Facts(("class",), _classes),
    "techniques": Facts(("technique",), _techniques),
    "references": Facts(("label",), _references),
    "lineage": Facts(("requirement", "name"), _lineage),
    "claims": Facts(("name",), _claims),
    "table-pfs": Facts(("mechanism",), _table("pfs")),
    "table-clipping": Facts(("mechanism",), _table("clipping")),
    "table-requirements-by-scenario": Facts(
        ("motivated_by", "requirement"), _table("requirements-by-scenario")
    ),
    "table-requirements-by-keyword": Facts(
        ("keywords", "requirement"), _table("requirements-by-keyword")
    ),
    "table-claims-compared": Facts(("requirement", "mechanism"), _table("claims-compared", "2026")),
    "table-mechanisms-by-class": Facts(
        ("attack-class", "attack_class"), _table("mechanisms-by-class")
    ),
}
