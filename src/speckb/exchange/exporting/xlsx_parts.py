"""The parts of an XLSX workbook as XML, the same bytes from the same cells everywhere.

They have what a workbook of tables needs: texts, numbers, truth and dates; styles, widths, frozen
headings, filters, and links between sheets. There is no way to write a formula.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from speckb.exchange.workbooks import letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CONTENT = "application/vnd.openxmlformats-officedocument"
SHEETS = f"{CONTENT}.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIRST_DAY = date(1899, 12, 30)  # in the count of spreadsheets
# A letter that is written by its number, as XML cannot have it or as what follows looks like one.
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]")
NO_LETTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Style(IntEnum):
    """How a cell looks; `QUOTED` ones say besides that the text is no formula.

    What people type into a cell for short texts or ids stays as it is: 1.10 is not 1.1. Some
    spreadsheets show no long text in such a cell.
    """

    PLAIN, HEADING, SHORT, LONG, LINK, DAY, QUOTED_SHORT, QUOTED_LONG, QUOTED_LINK = range(9)


QUOTED = {
    Style.SHORT: Style.QUOTED_SHORT,
    Style.LONG: Style.QUOTED_LONG,
    Style.LINK: Style.QUOTED_LINK,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a value, and the place in the workbook to which it leads, if any."""

    value: str | int | float | bool | date
    style: Style
    link: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The width of a column in characters, and the style of its cells that are empty yet."""

    width: int
    style: Style


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its first row is a heading. `heights` has the height of each row in points."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | None]]
    heights: Sequence[int]


@dataclass(frozen=True, slots=True)
class Properties:
    """What a workbook says of itself; `own` is text by the names of custom properties."""

    title: str
    author: str
    seconds: int
    own: Mapping[str, str]


def parts(sheets: Sequence[Sheet], properties: Properties) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each member of the archive, in order."""
    numbers = range(1, len(sheets) + 1)
    members = {
        "xl/workbook.xml": f"{SHEETS}.sheet.main+xml",
        "xl/styles.xml": f"{SHEETS}.styles+xml",
        **{f"xl/worksheets/sheet{number}.xml": f"{SHEETS}.worksheet+xml" for number in numbers},
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": f"{CONTENT}.extended-properties+xml",
        "docProps/custom.xml": f"{CONTENT}.custom-properties+xml",
    }
    found = {
        "[Content_Types].xml": _types(members),
        "_rels/.rels": _relations(
            [
                (f"{OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
                (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                (f"{OFFICE}/relationships/extended-properties", "docProps/app.xml"),
                (f"{OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
            ]
        ),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(
                    (f"{OFFICE}/relationships/worksheet", f"worksheets/sheet{number}.xml")
                    for number in numbers
                ),
                (f"{OFFICE}/relationships/styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": STYLES,
        "docProps/core.xml": _core(properties),
        "docProps/app.xml": f'<Properties xmlns="{OFFICE}/extended-properties">'
        "<Application>speckb</Application></Properties>",
        "docProps/custom.xml": _custom(properties.own),
    }
    yield from ((name, f"{HEAD}{text}".encode()) for name, text in found.items())
    for number, sheet in zip(numbers, sheets, strict=True):
        text = "".join(_sheet(sheet, is_first=number == 1))
        yield f"xl/worksheets/sheet{number}.xml", f"{HEAD}{text}".encode()


def plain(text: str) -> str:
    """Return a text as XML can hold it, and as spreadsheets read it."""
    text = NO_LETTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def place(sheet: str, cell: str) -> str:
    """Return the place of a cell, or of several, in the workbook."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


def _types(members: Mapping[str, str]) -> str:
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in members.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(found: Iterable[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(found, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
        f"{escape(place(sheet.name, _area(sheet, '$')))}</definedName>"
        for number, sheet in enumerate(sheets)
    )
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships"><workbookPr/>'
        f"<bookViews><workbookView/></bookViews><sheets>{listed}</sheets>"
        f"<definedNames>{filters}</definedNames></workbook>"
    )


def _area(sheet: Sheet, fixed: str = "") -> str:
    """Return all cells of a sheet, such as `A1:D7`."""
    last = f"{fixed}{letter(len(sheet.columns) - 1)}{fixed}{len(sheet.rows)}"
    return f"{fixed}A{fixed}1:{last}"


def _core(properties: Properties) -> str:
    when = datetime.fromtimestamp(properties.seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{when}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(plain(properties.title))}</dc:title>"
        f"<dc:creator>{escape(plain(properties.author))}</dc:creator>{dates}</cp:coreProperties>"
    )


def _custom(own: Mapping[str, str]) -> str:
    made = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}"'
        f" name={quoteattr(name)}><vt:lpwstr>{escape(plain(text))}</vt:lpwstr></property>"
        for number, (name, text) in enumerate(own.items(), 2)
    )
    return (
        f'<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
        f"{made}</Properties>"
    )


def _sheet(sheet: Sheet, *, is_first: bool) -> Iterator[str]:
    """Yield the parts of the XML of a sheet."""
    selected = ' tabSelected="1"' if is_first else ""
    yield (
        f'<worksheet xmlns="{MAIN}"><dimension ref="{_area(sheet)}"/>'
        f'<sheetViews><sheetView{selected} workbookViewId="0">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        '<selection pane="topRight"/><selection pane="bottomLeft"/>'
        '<selection pane="bottomRight" activeCell="B2" sqref="B2"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/><cols>'
    )
    for number, column in enumerate(sheet.columns, 1):
        yield (
            f'<col min="{number}" max="{number}" width="{column.width}"'
            f' style="{column.style:d}" customWidth="1"/>'
        )
    yield "</cols><sheetData>"
    letters = [letter(column) for column in range(len(sheet.columns))]
    links: list[str] = []
    for number, (row, height) in enumerate(zip(sheet.rows, sheet.heights, strict=True), 1):
        yield f'<row r="{number}" ht="{height}" customHeight="1">'
        for name, cell in zip(letters, row, strict=True):
            if cell is not None:
                yield _cell(cell, f"{name}{number}")
                if cell.link:
                    where = quoteattr(cell.link)
                    links.append(f'<hyperlink ref="{name}{number}" location={where}/>')
        yield "</row>"
    yield f'</sheetData><autoFilter ref="{_area(sheet)}"/>'
    if links:
        yield f"<hyperlinks>{''.join(links)}</hyperlinks>"
    yield "</worksheet>"


def _cell(cell: Cell, where: str) -> str:
    value = cell.value
    start = f'<c r="{where}" s="{cell.style:d}"'
    if isinstance(value, str):
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'{start} t="b"><v>{value:d}</v></c>'
    if isinstance(value, date):
        value = (value - FIRST_DAY).days
    return f"{start}><v>{value}</v></c>"


_WRAPPED = '<alignment vertical="top" wrapText="1"/></xf>'
_FORMS = {  # of each style: the number format (49 is text), the font and the fill
    Style.HEADING: (49, 1, 2),
    Style.SHORT: (49, 0, 0),
    Style.LONG: (0, 0, 0),
    Style.LINK: (49, 2, 0),
    Style.DAY: (164, 0, 0),
}


def _form(style: Style) -> str:
    if style == Style.PLAIN:
        return '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    base = next((one for one, quoted in QUOTED.items() if quoted == style), style)
    number, font, fill = _FORMS[base]
    quoted = ' quotePrefix="1"' if base != style else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"{quoted}'
        f' applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">{_WRAPPED}'
    )


_BLUE = '<color rgb="FF0563C1"/>'
_FONT = '<sz val="11"/>{}<name val="Calibri"/><family val="2"/>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    f'<fonts count="3"><font>{_FONT.format("")}</font><font><b/>{_FONT.format("")}</font>'
    f"<font><u/>{_FONT.format(_BLUE)}"
    '</font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/><bgColor indexed="64"/>'
    "</patternFill></fill></fills>"
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(Style)}">{"".join(map(_form, Style))}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
