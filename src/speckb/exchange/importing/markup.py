"""Turns markup of other tools into Markdown: HTML, XHTML and reStructuredText.

No text is lost in silence: what Markdown cannot say is told, and the result is read by the site's
own parser, which must find the same text in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdownify import MarkdownConverter

from speckb.corpus.prose.forms import ADMONITIONS
from speckb.exchange.importing.html_tree import TooLargeError, loosen, tree
from speckb.exchange.importing.source import BadFileError, Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from markdown_it.token import Token

LENGTH = 200_000
SIGNS = re.compile(r"[\\`*\[\]{<]")
SIGN = re.compile(r"[!-/:-@\[-`{-~]")
UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
# What has a meaning only at the start of a line; `$` where markup follows.
START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|>|[-+](?=[\s\-+|:]|$)|=+(?=\s*$)|~~~|[:~](?=[\s:\-]|$)|%|\|"
    r"|\((?=.*\)=)|\d{1,9}(?=[.)](?:\s|$)))"
)
BLANKS = re.compile(r"\s+")
FENCES = re.compile(r"`{3,}")
LANGUAGE = re.compile(r"^(?:language-|highlight-|lang-)?([a-z][a-z0-9+#-]{0,20})$")
CELL, ROW = "\x01", "\x02"


def html(text: str, place: str) -> tuple[str, list[Remark]]:
    """Return HTML as Markdown, and what it could not say; raises BadFileError for too much.

    `place` is where the text stands, for messages. A text without markup may have entities.
    """
    _refuse_long(text, place)
    told: dict[str, None] = {}
    try:
        root = tree(text, told.setdefault)
    except TooLargeError as error:
        raise BadFileError(f"{place}: {error}") from None
    expected = root.get_text()
    for simplify, message in SIMPLER.items():
        if simplify:
            simplify(root)
            told[message] = None
        found = _Converter(told.setdefault).convert_soup(root).strip("\n ")
        if same(expected, found):
            return found, _remarks(place, told)
        told.pop(message, None)
    found = "\n\n".join(
        SIGN.sub(r"\\\g<0>", line.strip()) for line in expected.split("\n") if line.strip()
    )
    told["all markup was left out, as Markdown would not read it"] = None
    return found, _remarks(place, told)


def _without_inline(root: Any) -> None:
    for tag in root.find_all(["b", "em", "a", "code", "sub", "sup"]):
        tag.unwrap()
    root.smooth()


# What is tried in turn until the site's parser finds the same text, and what to tell of it.
SIMPLER: Mapping[Callable[[Any], None] | None, str] = {
    None: "",
    loosen: "bold or italics within a word were left out",
    _without_inline: "bold, italics, code and links were left out, as Markdown would not read them",
}


def rst(text: str, place: str) -> tuple[str, list[Remark]]:
    """Return reStructuredText as Markdown, and what it could not say; raises as `html` does."""
    from speckb.exchange.importing.rst import as_html  # noqa: PLC0415  docutils is large

    _refuse_long(text, place)
    if PLAIN_RST.fullmatch(text):
        return BLANKS.sub(" ", text.strip()), []
    made, messages = as_html(text)
    found, remarks = html(made, place)
    return found, [*_remarks(place, dict.fromkeys(messages)), *remarks]


def words(text: str) -> str:
    """Return the text of HTML in one line, without any markup; empty if it is too large."""
    try:
        return " ".join(tree(text, lambda _: None).get_text(" ").split())
    except TooLargeError:
        return ""


# A paragraph in which neither reStructuredText nor Markdown sees any markup.
PLAIN_RST = re.compile(r"\s*[A-Za-z](?:[\w ,;/%'\"()-]|[.:?!](?= |$)|\n(?=[A-Za-z]{2}))*[\w.]\s*")


def plain(text: str) -> str:
    """Return text as Markdown that shows it: signs escaped, paragraphs and lines kept."""
    parts = re.split(r"\n[ \t]*\n\s*", text.strip())
    return "\n\n".join(
        "\\\n".join(escaped(line.strip()) for line in part.split("\n")) for part in parts
    )


def escaped(text: str) -> str:
    """Return a text of one line with a backslash before each sign that Markdown would not show."""
    text = SIGNS.sub(r"\\\g<0>", text)
    text = UNDERSCORES.sub(lambda match: "\\_" * len(match[0]), text)
    text = ENTITY.sub(r"\\&", text)
    if text.endswith("!"):
        text = f"{text[:-1]}\\!"
    return START.sub(_at_start, text)


def _at_start(match: re.Match[str]) -> str:
    before, sign = match.groups()
    return f"{before}{sign}\\" if sign.isdigit() else f"{before}\\{sign}"


def same(expected: str, markdown: str) -> bool:
    """Return whether the site's parser finds a text in Markdown, blanks and breaks aside."""
    return "".join(expected.split()) == "".join("".join(_texts(markdown)).split())


def _texts(markdown: str) -> Iterator[str]:
    """Yield the text that the site shows for Markdown."""
    from speckb.corpus.prose.markdown import parser  # noqa: PLC0415  slow
    from speckb.corpus.prose.reading import count_options, directive  # noqa: PLC0415

    pending: list[Token | str] = [markdown]
    while pending:
        token = pending.pop()
        if isinstance(token, str):
            pending += reversed(parser().parse(token, {}))
        elif token.children is not None:
            pending += reversed(token.children)
        elif token.type in {"fence", "colon_fence"} and (name := directive(token.info)):
            lines = token.content.split("\n")
            pending.append("\n".join(lines[count_options(name, lines) :]))
        elif token.type not in {"myst_target", "myst_line_comment"}:
            yield token.content


def _refuse_long(text: str, place: str) -> None:
    if len(text) > LENGTH:
        raise BadFileError(f"{place}: a text of {len(text):,} characters; at most {LENGTH:,}")


def _remarks(place: str, told: dict[str, None]) -> list[Remark]:
    return [Remark(place, message) for message in told]


class _Converter(MarkdownConverter):
    """markdownify, with the syntax of the site and all its signs escaped."""

    def __init__(self, tell: Callable[[str], Any]) -> None:
        super().__init__(newline_style="backslash")
        self.tell = tell
        self.level = 1

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a text with all signs escaped that have a meaning."""
        return escaped(text)

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a link, in angle brackets where its text is its address."""
        address = str(el.get("href"))
        if el.get_text() == address and not el.find(True):
            return f"<{address}>"
        core = text.strip()
        return text.replace(core, f"[{core}]({address})", 1)

    def convert_em(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Return emphasis; by underscores next to bold, whose asterisks would join."""
        near = {getattr(one, "name", None) for one in (el.previous_sibling, el.next_sibling)}
        sign = "_" if "b" in near or "b" in parent_tags else "*"
        core = text.strip()
        return text.replace(core, f"{sign}{core}{sign}", 1) if core else text

    def convert_sup(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Return a superscript as the role of the site, where its text is plain."""
        return self._role("sup", el, text, parent_tags)

    def convert_sub(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Return a subscript as the role of the site, where its text is plain."""
        return self._role("sub", el, text, parent_tags)

    def _role(self, name: str, el: Any, text: str, parent_tags: set[str]) -> str:
        raw = BLANKS.sub(" ", el.get_text()).strip()
        if {"a", "pre", "code"} & parent_tags or re.search(r"[`\\<>]", raw) or el.find(True):
            self.tell(f"<{name}> became plain text: {raw[:40]!r}")
            return text
        return f"{{{name}}}`{raw}`"

    def convert_code(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Return code in as many backticks as it needs."""
        if "pre" in parent_tags:
            return text
        raw = BLANKS.sub(" ", el.get_text())
        runs = max(map(len, re.findall("`+", raw)), default=0)
        fence = "`" * (runs + 1)
        pad = " " if raw.startswith(("`", " ")) or raw.endswith(("`", " ")) else ""
        return f"{fence}{pad}{raw}{pad}{fence}"

    def convert_pre(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a block of code with its language, in a fence that nothing in it ends."""
        raw = el.get_text().strip("\n")
        if not raw.strip():
            return ""
        names = [
            name for one in (el, el.find(True)) if one for name in one.get_attribute_list("class")
        ]
        known = [match[1] for name in names if name and (match := LANGUAGE.match(name))]
        language = next((name for name in known if name not in {"code", "literal-block"}), "")
        fence = _fence(raw)
        return f"\n\n{fence}{language}\n{raw}\n{fence}\n\n"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: N802, ARG002
        """Return a heading; those of an entry begin with level 2 and go down one at a time."""
        text = BLANKS.sub(" ", text.strip())
        if not text:
            return ""
        if {"li", "cell", "aside", "blockquote", "dd"} & parent_tags:
            return f"\n\n**{text}**\n\n" if "**" not in text else f"\n\n{text}\n\n"
        if text.endswith("#") and not text.endswith("\\#"):
            text = f"{text[:-1]}\\#"
        self.level = max(2, min(n + 1, self.level + 1, 6))
        return f"\n\n{'#' * self.level} {text}\n\n"

    def convert_hr(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a rule between paragraphs."""
        return "\n\n***\n\n"

    def convert_aside(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return an admonition as the directive of the site."""
        kind = el.get("kind") or ""
        if kind not in ADMONITIONS.split():
            return (
                "\n\n"
                + "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))
                + "\n\n"
            )
        fence = _fence(text)
        return f"\n\n{fence}{{{kind}}}\n{text.strip()}\n{fence}\n\n"

    def convert_li(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return an item of a list; the list after another has another sign, or both would join."""
        text = text.strip()
        if not text:
            return ""
        bullet = self._bullet(el)
        lines = text.split("\n")
        indent = " " * len(bullet)
        return f"{bullet}{lines[0]}\n" + "".join(
            f"{indent}{line}\n" if line else "\n" for line in lines[1:]
        )

    def _bullet(self, el: Any) -> str:
        outer = el.parent
        number = outer.get("number")
        if number is None:
            before = outer.find_previous_sibling()
            joined = before is not None and before.name == outer.name and not before.get("other")
            if joined:
                outer["other"] = "1"
            start = str(outer.get("start") or "1")
            number = start if start.isascii() and start.isdigit() and len(start) < 8 else "1"
            kind = str(outer.get("type") or next(iter(outer.get_attribute_list("class")), "") or "")
            if outer.name == "ol" and kind not in {"", "1", "arabic", "simple"}:
                self.tell("letters or Roman numerals of a list became numbers")
        outer["number"] = str(int(number) + 1)
        if outer.name == "ul":
            return "* " if outer.get("other") else "- "
        return f"{number}{')' if outer.get('other') else '.'} "

    def convert_cell(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a cell, with a mark by which its table finds it."""
        return CELL + text.strip()

    def convert_row(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a row, with a mark by which its table finds it."""
        return ROW + text

    def convert_grid(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a table as the directive of the site, whose cells may have several paragraphs."""
        lines: list[str] = []
        for row in text.split(ROW)[1:]:
            sign = "*"
            for cell in row.split(CELL)[1:]:
                first, *others = cell.strip().split("\n")
                lines.append(f"{sign} - {first}".rstrip())
                lines += [f"    {line}".rstrip() for line in others]
                sign = " "
        body = "\n".join(lines)
        fence = _fence(body)
        head = ":header-rows: 1\n\n" if el.get("head") else ""
        return f"\n\n{fence}{{list-table}}\n{head}{body}\n{fence}\n\n"


def _fence(content: str) -> str:
    """Return a fence longer than any in the content."""
    return "`" * max(3, 1 + max(map(len, FENCES.findall(content)), default=2))
