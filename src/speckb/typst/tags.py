"""Changes of the structure tree, the links' descriptions and the page labels of a compiled PDF.

Typst has no function for these: it tags lines of contents but not the contents around them, makes a
list of each row of a card, describes a link by its address, and labels every page by itself.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, String

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pikepdf import Pdf

TIE = (255, 255, 253)  # tie-ground in template.typ
BLOCKS = "Document Div Table THead TBody TFoot L LI LBody BlockQuote"
GROUPS = frozenset(f"/{name}" for name in BLOCKS.split())


def arrange(pdf: Pdf, titles: Mapping[str, str]) -> None:
    """Make the tags, links and page labels of a PDF from Typst as they should be.

    `titles` has the title of each destination.
    """
    _arrange_children(pdf, pdf.Root.StructTreeRoot)
    _describe_links(pdf, titles)
    pdf.Root.PageLabels.Nums = Array(_ranges(pdf.Root.PageLabels.Nums))


def _arrange_children(pdf: Pdf, element: Any) -> None:
    """Gather contents, join lists and drop ties below an element."""
    children = element.get("/K")
    if not isinstance(children, Array):
        if isinstance(children, Dictionary) and "/S" in children:
            _arrange_children(pdf, children)
        return
    kinds = [str(c.get("/S", "")) if isinstance(c, Dictionary) else "" for c in children]
    for child, kind in zip(children, kinds, strict=True):
        if kind == "/TR" and _is_tie(child.K[-1]):
            del child.K[-1]
        elif kind in GROUPS:
            _arrange_children(pdf, child)
    if "/TOCI" in kinds or kinds.count("/L") > 1:
        element.K = Array(_gathered(pdf, element, children))


def _gathered(pdf: Pdf, parent: Any, children: Iterable[Any]) -> Iterator[Any]:
    """Yield children with contents around lines of contents, and one list for lists in a row."""
    for kind, group in groupby(children, _kind_to_gather):
        first, *rest = found = list(group)
        if kind == "/TOCI":
            contents = pdf.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name.TOC, P=parent, K=Array(found))
            )
            for line in found:
                line.P = contents
            yield contents
        elif kind == "/L" and rest:
            for item in (item for other in rest for item in other.K):
                item.P = first
                first.K.append(item)
            yield first
        else:
            yield from found


def _kind_to_gather(child: Any) -> str:
    """Return the kind of a line of contents or of a list of names and values; else nothing."""
    kind = str(child.get("/S", "")) if isinstance(child, Dictionary) else ""
    named = kind == "/L" and any(part.get("/ListNumbering") == Name("/None") for part in child.A)
    return kind if named or kind == "/TOCI" else ""


def _is_tie(cell: Any) -> bool:
    """Return whether a cell is there only to keep rows together."""
    colors = (part.get("/BackgroundColor") for part in cell.get("/A", ()))
    return any(c is not None and tuple(round(255 * float(p)) for p in c) == TIE for c in colors)


def _describe_links(pdf: Pdf, titles: Mapping[str, str]) -> None:
    """Describe each link within the document by the title of what it leads to."""
    for page in pdf.pages:
        for note in page.get("/Annots", ()):
            if isinstance(note.get("/Dest"), String | Name):  # not of a footnote, an array
                note.Contents = String(titles[str(note.Dest)])


def _ranges(labels: Iterable[Any]) -> Iterator[Any]:
    """Yield page numbers and labels of a number tree, without those that count on from before."""
    flat = list(labels)
    expected = None
    for number, label in zip(flat[::2], flat[1::2], strict=True):
        found = str(label.get("/S", "")), str(label.get("/P", "")), int(label.get("/St", 1))
        if found != expected:
            yield from (number, label)
        expected = (*found[:2], found[2] + 1)
