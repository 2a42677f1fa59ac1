"""Doctree nodes for the changes of each release, in lines `before -> after`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from speckb.diff.outline import NONE
from speckb.language import _, ngettext
from speckb.sphinxext.nodes import folded
from speckb.sphinxext.pieces import page_link, piece
from speckb.tables.fragments import entry_piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Node

    from speckb.corpus.corpus import Corpus
    from speckb.diff.history.changelog import Chapter
    from speckb.diff.history.last_changed import Past
    from speckb.diff.outline import Block, Line, Section
    from speckb.diff.worddiff import Words

BLOCKS, LINES, NAMES = 60, 12, 24
ARROW = " \N{RIGHTWARDS ARROW} "


def sections(corpus: Corpus, past: Past, chapters: Sequence[Chapter]) -> list[Node]:
    """Return a note on missing history, unpublished changes, and a section for each release."""
    found: list[Node] = []
    if past.missing:
        # Translators: the reason is part of a sentence, such as "git has no history".
        about = _(
            "This site was built where {reason}, so this page may be incomplete.",
            reason=past.missing,
        )
        found.append(nodes.note("", _paragraph(nodes.Text(about))))
    if past.unpublished:
        items = [_paragraph(_link(corpus, name)) for name in past.unpublished]
        found.append(_titled("not-yet-published", _("Not yet published"), _list(items)))
    titles = {chapter.release.commit: chapter.release.title for chapter in chapters}
    found += [_chapter(corpus, c, titles.get(c.before, "")) for c in chapters]
    return found


def _chapter(corpus: Corpus, chapter: Chapter, before: str) -> nodes.section:
    release, outline = chapter.release, chapter.outline
    day = nodes.inline("", release.day, classes=["day"])
    content: list[Node] = [_paragraph(day, nodes.Text("."))]
    if outline is None:
        content.append(_paragraph(nodes.Text(chapter.note)))
        return _titled(release.slug, release.title, *content)
    told = _("{changes}.", changes="; ".join(outline.summary))
    if before:
        told = _("Compared with {release}: {changes}", release=before, changes=told)
    content = [_paragraph(day, nodes.Text(f". {told}"))]
    for section in sorted(outline.sections, key=lambda one: one.name != "verdicts"):
        content += [nodes.rubric("", section.title), *changed(corpus, section)]
    return _titled(release.slug, release.title, *content)


def _titled(name: str, title: str, *content: Node) -> nodes.section:
    return nodes.section("", nodes.title("", title), *content, ids=[name], names=[name])


def changed(corpus: Corpus, section: Section) -> Iterator[Node]:
    """Yield the changes of a section; those after the first ones are folded."""
    told = [block for block in section.blocks if block.lines]
    for word in dict.fromkeys(b.word for b in section.blocks if not b.lines):
        alike = [block for block in section.blocks if not block.lines and block.word == word]
        start = [nodes.strong("", word[:1].upper() + word[1:]), nodes.Text(_(": "))]
        yield _paragraph(*start, *_names(corpus, alike[:NAMES]))
        yield from _folded(len(alike) - NAMES, _paragraph(*_names(corpus, alike[NAMES:])))
    yield from _blocks(corpus, told[:BLOCKS])
    yield from _folded(len(told) - BLOCKS, *_blocks(corpus, told[BLOCKS:]))


def _folded(more: int, *content: Node) -> Iterator[Node]:
    if more > 0:
        yield folded("", *content, summary=ngettext("and {n} more", "and {n} more", more))


def _names(corpus: Corpus, blocks: Sequence[Block]) -> Iterator[Node]:
    for place, block in enumerate(blocks):
        if place:
            yield nodes.Text(_(", "))
        yield _link(corpus, block.name, block.title)


def _blocks(corpus: Corpus, blocks: Sequence[Block]) -> Iterator[Node]:
    items = [nodes.list_item("", *_block(corpus, block)) for block in blocks]
    if items:
        yield nodes.bullet_list("", *items)


def _block(corpus: Corpus, block: Block) -> Iterator[Node]:
    yield _paragraph(_link(corpus, block.name, block.title), nodes.Text(f" {block.word}"))
    lines = [_line(line) for line in block.lines]
    yield _list(lines[:LINES])
    yield from _folded(len(lines) - LINES, _list(lines[LINES:]))


def _link(corpus: Corpus, name: str, title: str = "") -> Node:
    """Return a link to an entry or page, or its former title where it no longer exists."""
    if entry := corpus.entries.get(name):
        return piece(entry_piece(entry, title or entry.heading))
    page = next((page for page in corpus.pages if page.path == name), None)
    return page_link(page.docname, title) if page else nodes.strong("", title or name)


def _line(line: Line) -> nodes.paragraph:
    label = [nodes.Text(f"{line.label}{_(': ')}")] if line.label else []
    if line.words:
        was, now = _side(line.words, "out"), _side(line.words, "in")
        return _paragraph(*label, *was, nodes.Text(ARROW), *now)
    if not (line.was or line.now):
        return _paragraph(nodes.Text(line.label))
    sides = f"{line.was or _(NONE)}{ARROW}{line.now or _(NONE)}"
    return _paragraph(*label, nodes.Text(sides))


def _side(words: Sequence[Words], mark: str) -> Iterator[Node]:
    """Yield one version of a text, with the words of `mark` (`in` or `out`) in bold."""
    shown = [run for run in words if run.mark in {"kept", "gap", mark}]
    if not any(run.mark != "gap" for run in shown):
        yield nodes.Text(_(NONE))
    for place, run in enumerate(shown):
        text = run.text if place == 0 else f" {run.text}"
        if run.mark != mark:
            yield nodes.Text(text)
        else:
            yield nodes.Text(" " if place else "")
            yield nodes.strong("", run.text)


def _list(paragraphs: Sequence[nodes.paragraph]) -> nodes.bullet_list:
    return nodes.bullet_list("", *(nodes.list_item("", one) for one in paragraphs))


def _paragraph(*content: Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *content)
