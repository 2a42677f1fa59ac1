"""Shows verdicts and claims on an entry's page, in standard doctree nodes for every output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from speckb.sphinxext import computed, parts
from speckb.verdict_names import CLAIMS, SUFFIX

CLAIM = 4

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Element, Node

    from speckb.cells import Cell
    from speckb.facts import Facts
    from speckb.verdict_facts import Claimed, Judged, Judgement


def verdicts(found: Facts) -> list[Element]:
    """Return the verdicts with their reasons, what no criterion speaks to, and the claims."""
    content: list[Element] = []
    if found.judgement:
        content += _judgement(found, found.judgement)
    if found.claimed:
        content += _claims(found.claimed)
    return content


def _judgement(found: Facts, judgement: Judgement) -> list[Element]:
    content: list[Element] = []
    if judgement.rows:
        content.append(parts.paragraph(_basis(judgement)))
        body = [(row.id, [_subject(row), _verdict(row), _because(row)]) for row in judgement.rows]
        group = computed.tgroup([judgement.subject, "Verdict", "Why"], body, [24, 18, 58])
        content.append(parts.framed(group, "Verdicts", f"{found.id}{SUFFIX}"))
    if not judgement.rows and not judgement.silent:
        content.append(parts.paragraph(_unasked(judgement)))
    if judgement.silent:
        start = nodes.Text("Not assessed, because no criterion speaks to it: ")
        content.append(parts.paragraph([start, *parts.pieces(judgement.silent), nodes.Text(".")]))
    return content


def _basis(judgement: Judgement) -> list[Node]:
    """Return from what the verdicts are computed, and that the reading is this site's own."""
    reading = " Which values meet what is a reading of this site; its reason stands "
    if not judgement.criteria:
        text = f"Computed from the values below.{reading}with each of the entries named here. "
        return [nodes.Text(text), parts.editorial_mark()]
    criteria = parts.pieces(judgement.criteria)
    end = nodes.Text(f".{reading}below, under Traceability. ")
    return [nodes.Text("Computed from what is said under "), *criteria, end, parts.editorial_mark()]


def _unasked(judgement: Judgement) -> list[Node]:
    text = "Not assessed: no criterion speaks to it."
    if not judgement.question:
        return [nodes.Text(text)]
    ask = nodes.Text(f" {judgement.question} ")
    return [nodes.Text(f"{text} One would have to ask: "), ask, parts.editorial_mark()]


def _subject(row: Judged) -> list[Node]:
    return [parts.paragraph([parts.piece(row.subject)])]


def _verdict(row: Judged) -> list[Node]:
    return [parts.paragraph([parts.piece(row.verdict)])]


def _because(row: Judged) -> list[Node]:
    return [parts.paragraph(_line(cells)) for cells in row.because]


def _line(cells: Sequence[Cell]) -> list[Node]:
    """Return the pieces of a line: what follows a badge stands beside it, names have commas."""
    content: list[Node] = []
    for number, cell in enumerate(cells):
        if number:
            content.append(nodes.Text(" " if cells[number - 1].tone or cell.tone else ", "))
        content.append(parts.piece(cell))
    return content


def _claims(claimed: Claimed) -> list[Element]:
    body = [(row.id, [_claim_cell(cell) for cell in row.cells]) for row in claimed.rows]
    names = len(claimed.heads) - 3
    group = computed.tgroup(claimed.heads, body, [*[18] * names, 46, 16, 16])
    frame = parts.framed(group, "Claims", CLAIMS)
    return [parts.paragraph([nodes.Text(claimed.note)]), frame] if claimed.note else [frame]


def _claim_cell(cell: Sequence[Cell]) -> list[Node]:
    """Return a cell; the one of four pieces has a claim, its reason, its place and the address."""
    if len(cell) != CLAIM:
        return [parts.paragraph(parts.pieces(cell))]
    word, reason, where, evidence = cell
    claim = [nodes.strong("", word.text), nodes.Text(f": {reason.text}")]
    place = nodes.reference("", where.text, refuri=evidence.text)
    return [parts.paragraph(claim), parts.paragraph([place])]
