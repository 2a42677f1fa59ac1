"""Verdicts and claims on the page of an entry, as standard doctree nodes for every output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from speckb.language import _, ngettext
from speckb.sphinxext import computed
from speckb.sphinxext.pieces import editorial_mark, framed, paragraph, piece, pieces, sentence
from speckb.tables.names import CLAIMED, SUFFIX

LISTED = 30

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Element, Node

    from speckb.tables.entry_view import Facts
    from speckb.tables.fragments import Piece
    from speckb.tables.verdict_view import Answer, Judged, Judgement


def answers(found: Facts) -> list[Element]:
    """Return the verdicts in brief: how many of each word, then each word with its verdicts."""
    if found.answers is None:
        return []
    total = sum(len(same) for _, same, _ in found.answers.by_word)
    count = nodes.strong("", ngettext("{n} verdict:", "{n} verdicts:", total))
    fields = nodes.field_list(classes=["answers-list"])
    for word, same, in_full in found.answers.by_word:
        lines = [[one] for one in same] if in_full else [same]
        body = [paragraph(_answers(line)) for line in lines]
        fields += nodes.field(
            "", nodes.field_name("", "", piece(word)), nodes.field_body("", *body)
        )
    return [paragraph([count, nodes.Text(f" {found.answers.counted}.")]), fields]


def _answers(line: Sequence[Answer]) -> Iterator[Node]:
    for number, answer in enumerate(line):
        if number:
            yield nodes.Text(_(", "))
        yield piece(answer.subject)
        for one in answer.asides:
            yield from (nodes.Text(" "), piece(one))


def verdicts(found: Facts) -> list[Element]:
    """Return the verdicts with their reasons, and the entries that no criterion assesses."""
    judgement = found.judgement
    if judgement is None:
        return []
    content: list[Element] = []
    if judgement.rows:
        content.append(paragraph(_basis(judgement)))
        body = [(row.id, [_subject(row), _verdict(row), _because(row)]) for row in judgement.rows]
        heads = [judgement.subject, _("Verdict"), _("Why")]
        group = computed.tgroup(heads, body, [24, 18, 58])
        content.append(framed(group, _("Verdicts"), f"{found.id}{SUFFIX}"))
    if not judgement.rows and not judgement.silent:
        content += _unasked(judgement, found.criteria.noun)
    if judgement.silent:
        content.append(paragraph(_silent(judgement.silent, found.criteria.noun)))
    return content


def claims(found: Facts) -> list[Element]:
    """Return the table of claims and verdicts, after a note on whose claims they are."""
    claimed = found.claimed
    if claimed is None:
        return [paragraph([nodes.Text(_("No claims are recorded."))])]
    body: list[computed.GridRow] = []
    for row in claimed.rows:
        name, claim, *rest = row.cells
        others = [[paragraph(pieces(cell))] for cell in rest]
        body.append((row.id, [[paragraph(pieces(name))], _claim_cell(claim), *others]))
    group = computed.tgroup(claimed.heads, body, [18, 46, 16, 16])
    frame = framed(group, _("Claims"), f"{found.id}{CLAIMED}")
    return [paragraph([nodes.Text(claimed.note)]), frame] if claimed.note else [frame]


def _basis(judgement: Judgement) -> list[Node]:
    """Return what the verdicts are computed from, and whether the interpretation is editorial."""
    link, others = judgement.stand_ins
    if others:
        # Translators: the title of a link and entries, such as "As Paper slips".
        text = _("{link} {entries}: their verdicts hold.")
        start = sentence(text, link=link, entries=pieces(others))
    elif judgement.criteria:
        criteria = pieces(judgement.criteria)
        start = sentence(_("Computed from the values under {criteria}."), criteria=criteria)
    else:
        start = [nodes.Text(_("Computed from the values below."))]
    if not judgement.editorial:
        return start
    reading = (
        _(
            "Which values meet it is this site's reading;"
            " its reason is given below, under Traceability."
        )
        if judgement.criteria
        else _(
            "Which values meet it is this site's reading;"
            " its reason is given with each of the entries named."
        )
    )
    return [*start, nodes.Text(f" {reading} "), editorial_mark()]


def _unasked(judgement: Judgement, noun: str) -> list[Element]:
    """Return a sentence that nothing is assessed, and the open question."""
    label, question = judgement.question
    content = [paragraph([nodes.Text(_("No {type} assesses it.", type=noun))])]
    if question:
        text = nodes.Text(f"{_(': ')}{question} ")
        mark = editorial_mark()
        content.append(paragraph([nodes.strong("", label), text, mark]))
    return [*content]


def _silent(cells: Sequence[Piece], noun: str) -> list[Node]:
    """Return how many entries no criterion assesses, and which if they are not too many."""
    number = str(len(cells))
    if len(cells) > LISTED:
        text = _("Not assessed by any {type}: {number}.", type=noun, number=number)
        return [nodes.Text(text)]
    text = _("Not assessed by any {type}: {number}, namely {entries}.")
    return sentence(text, type=noun, number=number, entries=pieces(cells))


def _subject(row: Judged) -> list[Node]:
    return [paragraph([piece(row.subject)])]


def _verdict(row: Judged) -> list[Node]:
    return [paragraph(pieces(row.verdict))]


def _because(row: Judged) -> list[Node]:
    return [paragraph(_line(cells)) for cells in row.because]


def _line(cells: Sequence[Piece]) -> list[Node]:
    """Return the pieces of a line, with spaces beside badges and commas between names."""
    content: list[Node] = []
    for number, cell in enumerate(cells):
        if number:
            is_badge = cells[number - 1].tone or cell.tone
            content.append(nodes.Text(" " if is_badge else _(", ")))
        content.append(piece(cell))
    return content


def _claim_cell(cell: Sequence[Piece]) -> list[Node]:
    """Return the cell of a claim: the word, its reason, its source and the address."""
    word, reason, where, evidence = cell
    claim = [nodes.strong("", word.text), nodes.Text(f"{_(': ')}{reason.text}")]
    place = nodes.reference("", where.text, refuri=evidence.text)
    return [paragraph(claim), paragraph([place])]
