"""Plain text of Markdown, for fields of the front matter, which have no markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.corpus.prose.markdown import parser
from speckb.corpus.prose.reading import count_options, directive, holds_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

TAG = re.compile(r"</?(?:a|abbr|b|br|code|em|i|kbd|mark|p|s|small|span|strong|sub|sup|u)\b[^<>]*>")
BRACKETED = re.compile(r"<(https?://[^<>\s]+)>")
CELLS, PARAGRAPH = " | ", "\n\n"
DEEPEST = 20  # directives in each other
# What plain text cannot say, by the start of the names of tokens.
LOST = {
    **{"table": "a table", "fence": "code or a box", "colon_fence": "a box"},
    **{"image": "a picture", "html": "HTML", "blockquote": "a quotation", "hr": "a line"},
    **{"math": "a formula", "footnote": "a footnote", "heading": "a heading"},
}


def plain_text(markdown: str) -> tuple[str, list[str]]:
    """Return the text that Markdown shows, and what it shows beyond text, such as a table.

    Paragraphs and lists keep their lines; a link that is shown by another text has its address
    behind it.
    """
    reader = _Reader()
    reader.read(markdown, 0)
    text = "\n".join(line.rstrip() for line in "".join(reader.out).split("\n"))
    text = BRACKETED.sub(r"\1", re.sub(r"\n{3,}", "\n\n", text))
    return text.strip(), [*reader.lost]


class _Reader:
    """Collects the text of blocks, each with what stands between it and the last one."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.lost: dict[str, None] = {}
        self.lists: list[int] = []  # number of the next item, 0 for a list without numbers
        self.mark = ""
        self.between = ""

    def read(self, markdown: str, depth: int) -> None:
        """Add the text of Markdown; of directives too, as far as they are not too deep."""
        for token in parser().parse(markdown, {}):
            self._tell(token)
            kind, _, end = token.type.rpartition("_")
            if kind in {"bullet_list", "ordered_list"}:
                self._list(token, end)
            elif token.type == "list_item_open":
                self._item()
            elif kind in {"th", "td", "tr"}:
                self._cell(kind, end)
            elif token.type == "table_close":
                self.between = ""
            elif token.type == "inline":
                self._add("".join(_inline(token.children or ())))
            elif token.type in {"fence", "colon_fence"} and directive(token.info):
                self._directive(token, depth)
            elif token.content and token.type not in {"myst_target", "myst_line_comment"}:
                self._add(token.content.strip("\n"))

    def _tell(self, token: Token) -> None:
        for one in (token, *(token.children or ())):
            found = next((LOST[name] for name in LOST if one.type.startswith(name)), "")
            if found:
                self.lost[found] = None

    def _list(self, token: Token, end: str) -> None:
        if end == "close":
            self.lists.pop()
            self.between = ""
        else:
            self.lists.append(int(token.attrGet("start") or 1) if "ordered" in token.type else 0)
            self.between = "\n" if len(self.lists) > 1 else ""

    def _item(self) -> None:
        number = self.lists[-1]
        self.mark = f"{self._indent(1)}{f'{number}.' if number else '-'} "
        self.lists[-1] += 1 if number else 0

    def _indent(self, outer: int) -> str:
        return "  " * max(0, len(self.lists) - outer)

    def _cell(self, kind: str, end: str) -> None:
        if kind == "tr":
            self.between = "\n" if end == "close" else self.between
        elif end == "close":
            self.between = CELLS

    def _directive(self, token: Token, depth: int) -> None:
        lines = token.content.split("\n")
        name = directive(token.info)
        del lines[: count_options(name, lines)]
        if holds_code(token.markup, name):
            self._add("\n".join(lines).strip("\n"))
            return
        _, _, title = token.info.partition("}")
        if title.strip():
            self._add("".join(_inline(parser().parseInline(title.strip())[0].children or ())))
        if depth < DEEPEST:
            self.read("\n".join(lines), depth + 1)
        else:
            self._add(token.content.strip("\n"))

    def _add(self, text: str) -> None:
        indent = self.mark or self._indent(0)
        self.out.append(
            f"{self.between or PARAGRAPH}{'' if self.between == CELLS else indent}{text}"
        )
        self.between = "\n" if self.mark else ""
        self.mark = ""


def _inline(tokens: list[Token] | tuple[()]) -> Iterator[str]:
    """Yield the texts of one paragraph."""
    addresses: list[str] = []
    shown: list[str] = []
    for token in tokens:
        text = ""
        if token.type == "link_open":
            addresses.append(str(token.attrGet("href") or ""))
            shown.append("")
        elif token.type == "link_close" and addresses:
            address, label = addresses.pop(), shown.pop()
            is_shown = label in {address, address.removeprefix("mailto:")}
            text = "" if is_shown or address.startswith("#") else f" ({address})"
        elif token.type == "myst_role":
            text = re.sub(r"\s*<[^<>]*>$", "", token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            text = " " if token.type == "softbreak" else "\n"
        elif token.type == "text":
            text = TAG.sub("", token.content)
        else:
            text = token.content
        if shown:
            shown[-1] += text
        yield text
