"""Workbooks for tests, written as XML, as spreadsheets of several makers write it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "workbook": "sheet.main",
    "sharedStrings": "sharedStrings",
    "styles": "styles",
    "comments1": "comments",
}


def relations(**parts: tuple[str, str]) -> str:
    """Return a part of relations: of each id the kind and the target, external with a colon."""
    found = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
        for name, (kind, target) in parts.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def workbook(
    *sheets: str,
    names: tuple[str, ...] = ("Reqs",),
    states: tuple[str, ...] = (),
    strings: str = "",
    styles: str = "",
    more: Mapping[str, str | bytes] | None = None,
    properties: str = "",
) -> bytes:
    """Return a workbook of sheets, each the XML inside of `<worksheet>`."""
    refs = {f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets))}
    refs |= {"st": ("sharedStrings", "/xl/sharedStrings.xml"), "sy": ("styles", "styles.xml")}
    listed = "".join(
        f'<sheet name="{names[n]}" sheetId="{n + 1}" r:id="s{n}"'
        f' state="{states[n] if states else "visible"}"/>'
        for n in range(len(sheets))
    )
    parts = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{CONTENT}.{kind}+xml"/>'
        for name, kind in PARTS.items()
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{parts}</Types>',
        "_rels/.rels": relations(w=("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr {properties}/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(**refs),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    for number, sheet in enumerate(sheets):
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet}</worksheet>'
        )
    return archive(members | dict(more or {}))


def rows(*lines: str | tuple[str, str]) -> str:
    """Return the data of a sheet: cells of each row, with the row's own attributes before them."""
    parts = [("", line) if isinstance(line, str) else line for line in lines]
    made = (f'<row r="{n}" {own}>{cells}</row>' for n, (own, cells) in enumerate(parts, 1))
    return f"<sheetData>{''.join(made)}</sheetData>"


def text(value: str, where: str = "") -> str:
    """Return a cell with its text."""
    return (
        f'<c{where and f" r={chr(34)}{where}{chr(34)}"} t="inlineStr"><is><t>{value}</t></is></c>'
    )


def line(*values: str) -> str:
    """Return cells with texts, side by side; an empty one has no text."""
    return "".join(text(value) if value else "<c/>" for value in values)
