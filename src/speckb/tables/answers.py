"""Answers that the search gives at once: verdicts, values, and what rests on a section. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speckb.corpus.editions import DOCUMENT, SECTION
from speckb.tables.fragments import word_piece
from speckb.tables.verdicts import assessed, judged, speaking, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry

LISTED = "section_list"


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict or value: its words and tone, the condition in words, and the edition it is of."""

    label: str
    tone: str
    condition: str
    edition: str


def answers(corpus: Corpus) -> dict[tuple[str, str], Answer]:
    """Return all verdicts and values by two ids: of the judged entry, and what it is asked about.

    Each is of the edition that readers see first if that has what is asked about, or else of the
    nearest one that has it.
    """
    found: dict[tuple[str, str], Answer] = {}
    for about in [*assessed(corpus), *corpus.criteria]:
        view = corpus.whole.with_entry(about.id, corpus.settings.edition)
        for entry in judged(view):
            if answer := _answer(view, entry, view.entries[about.id]):
                found[entry.id, about.id] = answer
    return found


def _answer(view: Corpus, entry: Entry, about: Entry) -> Answer | None:
    if about.type in view.settings.criteria:
        if (cell := entry.assessments.get(about.id)) is None:
            return None
        value = about.values[cell.value]
        return Answer(value.label, value.tone, cell.condition or value.condition, view.edition)
    if not speaking(view, about):
        return None
    found = verdict(view, entry, about)
    word = word_piece(view, found.text)
    return Answer(word.text, word.tone, "; ".join(found.conditions), view.edition)


def resting(corpus: Corpus) -> dict[str, dict[str, list[str]]]:
    """Return the ids of the entries that rest on each section, by document and section.

    An entry rests on the sections that its fields name, in any edition. Of documents without a list
    of sections the field `section` alone counts.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for entry in corpus.whole.entries.values():
        pairs = _sections(corpus, entry.meta, corpus.document_of(entry), "")
        for document, section in dict.fromkeys(pairs):
            found.setdefault(document, {}).setdefault(section, []).append(entry.id)
    return found


def _sections(corpus: Corpus, part: Any, document: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield document and section of each section that a part of an entry's fields names."""
    if isinstance(part, dict):
        own = part.get(DOCUMENT)
        document = own if isinstance(own, str) else document
        for key, value in part.items():
            if key != LISTED:
                yield from _sections(corpus, value, document, str(key))
    elif isinstance(part, list):
        for value in part:
            yield from _sections(corpus, value, document, name)
    elif isinstance(part, str) and _is_section(corpus.whole.entries.get(document), part, name):
        yield document, part


def _is_section(document: Entry | None, text: str, name: str) -> bool:
    known = document.meta.get(LISTED) if document else None
    return text in known if known and name != "id" else name == SECTION
