"""Makes the tree of an HTML text one that Markdown can say, and tells what it cannot say."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, PreformattedString, Tag

from speckb.corpus.prose import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

DEPTH = 100
BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # which browsers join
MARKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # which no XML has, and the converter uses
SAME = {
    **dict.fromkeys(("strong", "b"), "b"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
    **dict.fromkeys(("div", "article", "section", "main", "header", "footer", "nav"), "div"),
    **dict.fromkeys(("address", "center", "figure", "figcaption", "details", "summary"), "div"),
}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INLINE = {"b", "em", "code", "a", "sub", "sup"}
BLOCKS = {
    *("p", "div", "ul", "ol", "li", "dl", "dt", "dd", "pre", "blockquote", "hr", "aside"),
    *(*HEADINGS, "grid", "row", "cell"),
}
PARAGRAPHS = {"p", "dt", *HEADINGS}  # which hold no blocks
# Containers whose own text stands for itself; the rest of them is of no interest.
PLAIN = {"span", "font", "small", "big", "bdo", "bdi", "wbr", "html", "body", "colgroup", "time"}
LOST = {
    **dict.fromkeys(("del", "s", "strike"), "struck-through text"),
    **dict.fromkeys(("ins", "u"), "underlined text"),
    "mark": "highlighted text",
    **dict.fromkeys(("abbr", "acronym"), "an abbreviation's expansion"),
    **dict.fromkeys(("ruby", "rt", "rp"), "ruby text"),
}
DROPPED = {"script", "style", "head", "template", "col", "link", "meta", "base"}
EMBEDDED = {"img", "object", "embed", "iframe", "video", "audio", "applet", "svg", "math", "canvas"}
STYLES = re.compile(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]*)")
HARMLESS = re.compile(
    r"^(?:font-family|font-size|margin.*|padding.*|text-align|line-height|.*width)$"
)
ORDINARY = {"normal", "none", "inherit", "initial", "auto"}
COLUMNS, CELLS = 200, 20_000  # of a table


class TooLargeError(Exception):
    """Elements are nested too deep, or a table has too many cells."""


def tree(text: str, tell: Callable[[str], None]) -> Any:
    """Return the tree of an HTML text, cleaned; `tell` is called with what is lost.

    What is left are the elements of Markdown, and `grid`, `row` and `cell` for tables, whose rows
    all have the same number of cells. Raises TooLargeError.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of texts that look like an address or a path
        soup = BeautifulSoup(MARKS.sub("", text), "html.parser")
    for node in [*soup.descendants]:
        if isinstance(node, PreformattedString):
            node.replace_with(NavigableString(str(node)) if isinstance(node, CData) else "")
    if any(depth > DEPTH for depth in _depths(soup)):
        raise TooLargeError(f"HTML with elements nested more than {DEPTH} deep")
    for tag in _tags(soup):
        if tag.name == "div" and "line" in tag.get_attribute_list("class"):  # of docutils
            tag.insert_after(soup.new_tag("br"))
            tag.unwrap()
    for tag in _tags(soup):
        if tag.parent is not None:
            _element(tag, tell)
    for table in reversed(_tags(soup, {"table"})):
        _table(soup, table, tell)
    _orphans(soup)
    _inline(soup, tell)
    soup.smooth()
    for one in [one for one in soup.descendants if isinstance(one, NavigableString)]:
        if not _inside(one, {"pre"}):
            _blanks(one)
    return soup


def _orphans(soup: BeautifulSoup) -> None:
    """Turn parts of tables and lists that stand outside of one into blocks, and mend lists."""
    for tag in _tags(soup):
        if tag.name in {"tr", "td", "th", "thead", "tbody", "tfoot", "caption"}:
            tag.name = "div"  # outside of a table
        elif tag.name == "li" and tag.parent and tag.parent.name not in {"ul", "ol"}:
            tag.name = "div"
        elif tag.name in {"ul", "ol"}:
            _list(soup, tag)
        elif tag.name in {"dt", "dd"} and not (_is_defined(tag) and tag.get_text(strip=True)):
            tag.name = "div"
        if tag.name in PARAGRAPHS and _holds(tag, BLOCKS):
            tag.name = "div"


def _is_defined(tag: Tag) -> bool:
    """Return whether a term, or what follows it, stands in a list as it should."""
    before = tag.find_previous_sibling()
    is_inside = tag.parent is not None and tag.parent.name == "dl"
    return is_inside and (tag.name == "dt" or (before is not None and before.name in {"dt", "dd"}))


def _blanks(text: NavigableString) -> None:
    """Join blanks, as browsers do; there are none between blocks and next to breaks."""
    before, after = text.previous_sibling, text.next_sibling
    if not text.strip() and (_is_block(before, text.parent) or _is_block(after, text.parent)):
        text.extract()
        return
    found = BLANKS.sub(" ", str(text))
    if getattr(before, "name", "") == "br":
        found = found.lstrip(" ")
    if getattr(after, "name", "") == "br":
        found = found.rstrip(" ")
    if found != text:
        text.replace_with(NavigableString(found))


def loosen(soup: BeautifulSoup) -> None:
    """Leave out bold and italics that begin or end within a word, which Markdown may not see."""
    for tag in _tags(soup, {"b", "em"}):
        before, after = tag.previous_sibling, tag.next_sibling
        if _touches(str(before or "")[-1:]) or _touches(str(after or "")[:1]):
            tag.unwrap()
    soup.smooth()


def _touches(sign: str) -> bool:
    return bool(sign) and not sign.isspace() and sign not in ".,;:"


def _is_block(sibling: object, parent: Tag | None) -> bool:
    """Return whether a sibling, or the end of a block, ends a paragraph."""
    if sibling is None:
        return parent is None or parent.name not in INLINE
    return isinstance(sibling, Tag) and sibling.name in BLOCKS


# The searches of Beautiful Soup itself take ten times as long.
def _tags(tag: Tag, names: Container[str] | None = None) -> list[Tag]:
    """Return the elements in another, those with such a name."""
    return [
        one
        for one in tag.descendants
        if isinstance(one, Tag) and (names is None or one.name in names)
    ]


def _holds(tag: Tag, names: Container[str]) -> bool:
    """Return whether an element with such a name is in another."""
    return any(isinstance(one, Tag) and one.name in names for one in tag.descendants)


def _inside(node: PageElement, names: Container[str]) -> bool:
    """Return whether a node is in an element with such a name."""
    parent = node.parent
    while parent is not None:
        if parent.name in names:
            return True
        parent = parent.parent
    return False


def _depths(soup: BeautifulSoup) -> Iterator[int]:
    """Yield the depth of each element."""
    stack: list[tuple[Tag, int]] = [(soup, 0)]
    while stack:
        tag, depth = stack.pop()
        yield depth
        if depth <= DEPTH:
            stack += [(child, depth + 1) for child in tag.children if isinstance(child, Tag)]


def _element(tag: Tag, tell: Callable[[str], None]) -> None:
    """Give an element the name that Markdown's markup has, or leave its text alone in its place."""
    name = tag.name = tag.name.rpartition(":")[2].lower()
    _style(tag, tell)
    classes = tag.get_attribute_list("class")
    if name == "span" and "literal" in classes:  # of docutils
        tag.name = "code"
    elif name in SAME:
        tag.name = SAME[name]
    elif name in DROPPED:
        if name in {"script", "style", "template"} and tag.get_text(strip=True):
            tell(f"<{name}> was left out")
        tag.decompose()
    elif name in EMBEDDED:
        _embedded(tag, tell)
    elif name == "q":
        tag.insert(0, NavigableString("“"))
        tag.append(NavigableString("”"))
        tag.unwrap()
    elif name == "a":
        _link(tag, tell)
    elif name == "aside":
        _aside(tag)
    elif name not in BLOCKS | INLINE | PLAIN | {"br"} and name not in {
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption")
    }:
        tell(f"{LOST.get(name) or f'<{name[:40]}>'} became plain text")
        tag.unwrap()
    elif name in PLAIN:
        tag.unwrap()


def _style(tag: Tag, tell: Callable[[str], None]) -> None:
    """Tell of a style that may carry meaning, and turn bold and italic into their elements."""
    style = str(tag.get("style") or "")
    for key, value in STYLES.findall(style):
        name, value = key.lower(), value.strip().lower()  # noqa: PLW2901
        if value in ORDINARY or HARMLESS.match(name):
            continue
        if tag.name == "span" and name == "font-weight" and value in {"bold", "700", "bolder"}:
            tag.name = "b"
        elif tag.name == "span" and name == "font-style" and value in {"italic", "oblique"}:
            tag.name = "em"
        else:
            tell(f"the style '{name}: {value[:40]}' was left out")
    if color := tag.get("color") or tag.get("bgcolor"):
        tell(f"the color {str(color)[:40]!r} was left out")


def _embedded(tag: Tag, tell: Callable[[str], None]) -> None:
    """Leave in the place of a picture or an embedded object the text that stands for it."""
    source = str(tag.get("data") or tag.get("src") or "")[:200]
    kind = str(tag.get("type") or "")[:80]
    what = {"img": "picture", "svg": "picture", "math": "formula"}.get(tag.name, "embedded object")
    if tag.name == "math":
        tell("a formula became plain text")
        tag.unwrap()
        return
    described = " ".join(
        filter(None, (repr(source) if source else "", f"({kind})" if kind else ""))
    )
    tell(f"{what} {described} was left out".replace("  ", " "))
    if tag.name in {"svg", "canvas", "iframe"}:
        tag.decompose()
        return
    if alt := str(tag.get("alt") or "").strip():
        tag.insert(0, NavigableString(alt))
    tag.unwrap()


def _link(tag: Tag, tell: Callable[[str], None]) -> None:
    """Keep a link to a website; of others, keep the text."""
    address = str(tag.get("href") or "").strip()
    if not address:
        tag.unwrap()
        return
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        scheme = "?"
    if scheme not in SCHEMES or not scheme:
        tell(f"the link to {address[:200]!r} became plain text; allowed: http, https, mailto")
        tag.unwrap()
        return
    tag.attrs = {"href": quote(address, safe="!#$%&'*+,-./:;=?@_~")}


def _aside(tag: Tag) -> None:
    """Keep the kind of an admonition of docutils; any other aside is a block."""
    classes = tag.get_attribute_list("class")
    title = tag.find(class_="admonition-title")
    if "admonition" not in classes or title is None:
        tag.name = "div"
        return
    tag["kind"] = next((str(one) for one in classes if one and one != "admonition"), "")
    if str(tag["kind"]).startswith("admonition-"):
        tag["kind"] = ""
    if tag["kind"]:
        title.decompose()
    else:
        title.name = "p"


def _list(soup: BeautifulSoup, tag: Tag) -> None:
    """Put what stands in a list outside of its items into items."""
    for child in [*tag.children]:
        if isinstance(child, Tag):
            if child.name != "li":
                child.wrap(soup.new_tag("li"))
        elif str(child).strip():
            child.wrap(soup.new_tag("li"))
        else:
            child.extract()


def _table(soup: BeautifulSoup, table: Tag, tell: Callable[[str], None]) -> None:
    """Turn a table into a `grid` whose rows all have as many cells."""
    if caption := next(iter(_tags(table, {"caption"})), None):
        caption.name = "p"
        table.insert_before(caption.extract())
    lines = _tags(table, {"tr"})
    rows = _rows(soup, lines, tell)
    grid = soup.new_tag("grid")
    width = max(map(len, rows), default=0)
    if width * len(rows) > CELLS:
        raise TooLargeError(f"a table of more than {CELLS:,} cells")
    if rows and all(cell.name != "td" for cell in rows[0]):
        grid["head"] = "1"
    for cells in rows:
        row = soup.new_tag("row")
        for cell in cells:
            cell.name = "cell"
            row.append(cell.extract())
        for _ in range(width - len(cells)):
            row.append(soup.new_tag("cell"))
        grid.append(row)
    for line in lines:
        line.decompose()
    if left := table.get_text(" ", strip=True):
        table.insert_before(NavigableString(left))
    if width:
        table.insert_before(grid)
    table.decompose()


def _rows(soup: BeautifulSoup, lines: list[Tag], tell: Callable[[str], None]) -> list[list[Tag]]:
    """Return the cells of each row; a cell over several columns or rows is followed by empty ones.

    What stands in a row outside of its cells is a cell.
    """
    rows: list[list[Tag]] = []
    above: dict[int, int] = {}  # by column, how many rows a cell from above still takes
    count = 0
    for line in lines:
        cells: list[Tag] = []
        pending = [_cell(soup, one) for one in [*line.children] if not _is_blank(one)]
        while pending or above.get(len(cells), 0):
            column = len(cells)
            if above.get(column, 0):
                above[column] -= 1
                cells.append(soup.new_tag("cell"))
                continue
            found = pending.pop(0)
            wide, high = _number(found, "colspan"), _number(found, "rowspan")
            if wide > 1 or high > 1:
                tell("merged cells of a table were split; all but the first are empty")
            wide = min(wide, max(1, COLUMNS - column))
            cells += [found, *(soup.new_tag("cell") for _ in range(wide - 1))]
            for taken in range(column, column + wide):
                above[taken] = min(high, len(lines)) - 1
        rows.append(cells)
        count += len(cells)
        if count > CELLS:
            raise TooLargeError(f"a table of more than {CELLS:,} cells")
    return rows


def _is_blank(node: PageElement) -> bool:
    return isinstance(node, NavigableString) and not node.strip()


def _cell(soup: BeautifulSoup, node: PageElement) -> Tag:
    return node if isinstance(node, Tag) else node.wrap(soup.new_tag("td"))


def _number(tag: Tag, name: str) -> int:
    value = str(tag.get(name) or "1").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _inline(soup: BeautifulSoup, tell: Callable[[str], None]) -> None:
    """Simplify inline markup: none that is empty, doubled, around blocks or around breaks."""
    for tag in _tags(soup, INLINE):
        if _holds(tag, BLOCKS):
            if tag.name not in {"code"}:
                tell(f"markup <{tag.name}> around paragraphs was left out")
            tag.unwrap()
        elif _inside(tag, {tag.name, "code"}):
            tag.unwrap()
    _drop_empty(soup)
    _breaks(soup)
    _drop_empty(soup)
    soup.smooth()
    for tag in _tags(soup, INLINE):
        before = tag.previous_sibling
        if isinstance(before, Tag) and before.name == tag.name and before.attrs == tag.attrs:
            for child in [*tag.children]:
                before.append(child.extract())
            tag.replace_with(before.extract())  # so that the next one finds it before itself
            before.smooth()


def _drop_empty(soup: BeautifulSoup) -> None:
    """Leave out inline markup around nothing, or around blanks."""
    for tag in _tags(soup, INLINE):
        if not tag.get_text(strip=True):
            tag.unwrap()


def _breaks(soup: BeautifulSoup) -> None:
    """Keep breaks of lines between inline markup, and none at the edges of blocks."""
    for mark in _tags(soup, {"br"}):
        while mark.parent is not None and mark.parent.name in INLINE:
            outer = mark.parent
            rest = soup.new_tag(outer.name)
            rest.attrs = {**outer.attrs}
            for after in [*mark.next_siblings]:
                rest.append(after.extract())
            outer.insert_after(mark.extract())
            if rest.get_text() or _holds(rest, {"br"}):
                mark.insert_after(rest)
    for mark in _tags(soup, {"br"}):
        if _inside(mark, {"pre"}):
            mark.replace_with("\n")
        elif (
            _inside(mark, {*HEADINGS, "dt"})
            or _is_edge(mark.next_siblings)
            or _is_edge(mark.previous_siblings)
        ):
            mark.replace_with(" ")


def _is_edge(siblings: Any) -> bool:
    """Return whether nothing but blanks and breaks follows before the block's end or another."""
    for one in siblings:
        if isinstance(one, Tag):
            if one.name != "br":
                return one.name in BLOCKS
        elif str(one).strip():
            return False
    return True
