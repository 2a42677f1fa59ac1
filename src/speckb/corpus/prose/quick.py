"""Quick reader of ordinary prose, by regular expressions: a Markdown parser is slow to import.

It reads only what it is certain to read as the site's parser does. What may be read in another way,
such as an escape, a quote or code by indentation, is a doubt: it leaves the text to `markdown`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from speckb.corpus.prose.forms import UNTITLED
from speckb.corpus.prose.reading import (
    Block,
    Found,
    Heading,
    Reading,
    count_options,
    holds_code,
    inside,
    role_target,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.prose.reading import Range

MARKER = r"(?:[-*+:~]|\d{1,9}[.)])"
ITEM = rf"(?:{MARKER}[ ]++)"
FENCE = re.compile(
    r"^(?P<before> {0,3})(?P<fence>`{3,}(?=[^`\n]*$)|~{3,}|:{3,})[ ]*"
    r"(?:\{(?P<name>\S*)\}(?!\S))?(?P<info>[^\n]*)$",
    re.M,
)
NAME = re.compile(r"[\w:-]*")
MARK = re.compile(r"```|~~~|:::")
DEEPEST = 20  # fenced blocks around another
# Outside code, a match of each pattern from here to DOUBTS leaves a doubt.
UNUSUAL = re.compile(  # backslashes, and blanks that are no spaces
    r"[\\\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u3000]"
)
ENTITY = re.compile(r"&#?\w{1,32};")
DEFINITION = re.compile(r"\]:")
ADDRESS = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*+:|[^\s<>@]*+@)")
LABEL_DOUBT = re.compile(r"\n(?!\([^()\n]+\)=[ ]*+$)[^\n]*\)=[ ]*$", re.M)
LINE_DOUBT = re.compile(
    rf"""
    \n(?:
    (?<!\n\n)[ ]*+(?:=++|-++)[ ]*+$            # underlined headings
    | [ ]*+(?:
        >                                      # quotes
        | \+(?:[ ]*+\+){{2}}                   # breaks, which may have words
        | (?:{MARKER}[ ]{{1,4}}+(?![ ]))*+{MARKER}[ ]{{5}}  # items that are code
        | (?:(?<=[ ]){ITEM}*+|{ITEM}++)        # blocks in items
            (?:[%>]|\#{{1,6}}(?:[ ]|$)|`{{3}}|~{{3}}|:{{3}}|\+\+\+)
        | (?=[|:\ ]*+-)(?=[-\ ]*+[|:])[-|:\ ]++$  # tables
    ))
    """,
    re.M | re.X,
)
# Pairs of a pattern and what is in all that it matches; those of lines start with a line's end.
DOUBTS = ((UNUSUAL, ""), (ENTITY, "&"), (DEFINITION, "]:"), (ADDRESS, "<"))
LINE_DOUBTS = ((LABEL_DOUBT, ")="), (LINE_DOUBT, ""))
# After other lines than those of a paragraph, these are code or make a term of the line before.
DEPENDENT = re.compile(r"^(?: {4}(?=[ ]*[^ \n])| *[:~] )", re.M)
# How a line starts that goes on with a paragraph, and one that may start a paragraph.
TEXT = (
    r"(?:[^\W\d_]|\d(?!\d{0,8}+[.)](?:[ \n]|\Z))|[{\"'\[<]|`(?!``)|\((?![^()\n]*+\)=)"
    r"|\*{1,2}+[^\s*]|_[^\s_])"
)
GOES_ON = re.compile(rf"[ ]*+{TEXT}")
STARTS = re.compile(rf"[ ]*+{ITEM}*+{TEXT}")
COMMENT = re.compile(r"^%.*$", re.M)
TICKS = re.compile(r"`+")
ROLE = re.compile(r"[A-Za-z0-9_:+-]+")
LINK = re.compile(
    r"(?P<image>!?)\[(?P<label>[^\[\]]*+)\]\((?P<target>(?:https?://)?[\w./#?=~+,;%-]++)\)",
    re.ASCII,
)
HEADING = re.compile(r"^(?P<marks>#{1,6})(?P<text> [^\n]*|)$", re.M)
CLOSING = re.compile(r"(?<![^ ])#++$")  # the signs that may end a heading
LABEL = re.compile(r"^\((?P<name>[^()\n]+)\)=[ ]*+$", re.M)


class DoubtError(Exception):
    """A text has something that the site's parser may read in another way."""


def read(text: str) -> Reading | None:
    """Return what is in a text, or nothing where there is a doubt."""
    try:
        return _read(text)
    except DoubtError:
        return None


def _read(text: str) -> Reading:
    blocks = _blocks(text)
    code = [(block.fence[0] + 1, block.end) for block in blocks if block.is_code]
    _refuse_doubtful(text, code)
    _refuse_dependent(text, code)
    found = Reading()
    found.blocks, found.code = blocks, code
    if "%" in text:
        found.comments = [m.span() for m in COMMENT.finditer(text) if not inside(code, m.start())]
    if "`" in text:
        _add_spans(text, found)
    found.spans = sorted([*found.comments, *found.spans])
    if "](" in text:
        found.links = [*_links(text, found)]
    if "#" in text:
        found.headings = [*_headings(text, code)]
    if ")=" in text:
        labels = (match.span("name") for match in LABEL.finditer(text))
        found.labels = [at for at in labels if not inside(code, at[0])]
    return found


def _fences(text: str) -> Iterator[re.Match[str]]:
    """Yield all lines that look like a fence, those inside of code too."""
    # searching for three signs first is far quicker than trying FENCE on every line
    mark = MARK.search(text)
    while mark:
        if match := FENCE.match(text, text.rfind("\n", 0, mark.start()) + 1):
            yield match
        end = text.find("\n", mark.start())
        mark = MARK.search(text, end) if end >= 0 else None


def _blocks(text: str) -> list[Block]:
    """Return all fenced blocks: nested ones have shorter fences than those around them."""
    found = []
    opened: list[re.Match[str]] = []
    for match in _fences(text):
        closed = [top for top in opened if _closes(match, top)]
        if closed:
            if closed != opened[-1:] or match["before"]:
                raise DoubtError
            found.append(_block(text, opened.pop(), match.start()))
        elif not opened or not _is_code(opened[-1]):
            if match["before"] or len(opened) == DEEPEST:
                raise DoubtError
            opened.append(match)
    if opened:
        raise DoubtError
    return sorted(found)


def _closes(match: re.Match[str], top: re.Match[str]) -> bool:
    """Return whether a fence closes the block that `top` opened."""
    fence, opening = match["fence"], top["fence"]
    bare = match["name"] is None and not match["info"].strip()
    return bare and fence[0] == opening[0] and len(fence) >= len(opening)


def _is_code(match: re.Match[str]) -> bool:
    return holds_code(match["fence"], match["name"])


def _block(text: str, opening: re.Match[str], end: int) -> Block:
    start = options_end = min(opening.end() + 1, end)
    words = opening["info"].strip()
    if words and opening["name"] is None and not _is_code(opening):
        raise DoubtError
    if words and opening["name"] in UNTITLED and not GOES_ON.match(words):
        raise DoubtError
    if opening["name"] is not None and text.startswith((":", "---", " "), start):
        lines = text[start:end].split("\n")[:-1]
        count = count_options(opening["name"], lines)
        options_end += sum(len(line) + 1 for line in lines[:count])
        if any(mark in line for line in lines[:count] for mark in "`["):
            raise DoubtError  # no markup, as it is not prose
    name = opening.span("name") if opening["name"] is not None else None
    if name and not NAME.fullmatch(text, *name):
        raise DoubtError
    info = opening.span("info")
    return Block(
        opening.span("fence"), name, info, start, options_end, end, is_code=_is_code(opening)
    )


def _refuse_doubtful(text: str, code: list[Range]) -> None:
    """Raise DoubtError for what may be read in another way, other than in code."""
    found = [m.start() for doubt, mark in DOUBTS if mark in text for m in doubt.finditer(text)]
    lines = f"\n{text}"
    for doubt, mark in LINE_DOUBTS:
        if mark in text:
            found += [match.start() for match in doubt.finditer(lines)]
    if any(not inside(code, position) for position in found):
        raise DoubtError


def _refuse_dependent(text: str, code: list[Range]) -> None:
    """Raise DoubtError for a line that is read by the line before, where that is no paragraph's."""
    for match in DEPENDENT.finditer(text):
        start = match.start()
        before = text.rfind("\n", 0, max(0, start - 1)) + 1
        if not inside(code, start) and not (start and STARTS.match(text, before, start)):
            raise DoubtError


def _is_paragraph(text: str, start: int, end: int) -> bool:
    """Return whether all lines between two positions are certain to be of one paragraph."""
    inner = text.find("\n", start, end)
    if inner < 0:
        return True
    if not STARTS.match(text, text.rfind("\n", 0, start) + 1):
        return False
    while inner >= 0:
        if not GOES_ON.match(text, inner + 1):
            return False
        inner = text.find("\n", inner + 1, end)
    return True


def _add_spans(text: str, found: Reading) -> None:
    """Add the spans between backticks, and the roles among them.

    Each is closed by the next backticks of the same number, as in CommonMark; MyST closes a role
    with as many backticks of a longer run, too.
    """
    rest = (run.span() for run in TICKS.finditer(text))
    if found.blocks or found.comments:
        hidden = sorted([*found.code, *found.comments])
        fences = {place for block in found.blocks for place in (block.fence[0], block.end)}
        rest = (run for run in rest if run[0] not in fences and not inside(hidden, run[0]))
    done = 0
    for start, end in rest:
        name = _role_name(text, done, start)
        for close, done in rest:
            if done - close == end - start:
                break
            if name and done - close > end - start:
                raise DoubtError
        else:
            raise DoubtError
        if not _is_paragraph(text, start, close):
            raise DoubtError
        found.spans.append((start, done))
        if name:
            at = role_target(text[slice(*name)], text, end, close)
            found.roles.append(Found(text[slice(*name)], text[slice(*at)], at, name))


def _role_name(text: str, done: int, ticks: int) -> Range | None:
    """Return the position of a role's name before the backticks that open its content."""
    if not text.startswith("}", ticks - 1) or ticks == done:
        return None
    start = text.rfind("{", done, ticks) + 1
    return (start, ticks - 1) if start and ROLE.fullmatch(text, start, ticks - 1) else None


def _links(text: str, found: Reading) -> Iterator[Found]:
    """Yield the links of the plain form; any other leaves a doubt."""
    matches = {match.start("target") - 2: match for match in LINK.finditer(text)}
    at = text.find("](")
    while at >= 0:
        match = matches.get(at)
        if inside(found.code, at):
            pass
        elif match is None:
            if not inside(found.spans, at):
                raise DoubtError
        elif inside(found.spans, match.start("label") - 1) != inside(found.spans, at):
            raise DoubtError
        elif not inside(found.spans, at):
            if not _is_paragraph(text, match.start(), at):
                raise DoubtError
            name = "image" if match["image"] else "link"
            target_at = match.span("target")
            yield Found(name, unquote(match["target"]), target_at, match.span("label"))
        at = text.find("](", at + 2)


def _headings(text: str, code: list[Range]) -> Iterator[Heading]:
    for match in HEADING.finditer(text):
        if not inside(code, match.start()):
            words = match["text"].strip(" ")
            if words.endswith("#"):
                words = CLOSING.sub("", words).rstrip(" ")
            yield Heading(len(match["marks"]), words, match.span("marks"))
