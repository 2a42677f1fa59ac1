"""Attributes of ReqIF: the definition of each, with its datatype, and its values.

Elements are made by `xml.etree`, which escapes the line ends in attributes: the unparser of the
package `reqif` joins strings, and a text of several lines would come back as one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from speckb.exchange import flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from speckb.exchange.flat import Column

STRING, XHTML, ENUMERATION = "STRING", "XHTML", "ENUMERATION"
INTEGER, REAL, BOOLEAN, DATE = "INTEGER", "REAL", "BOOLEAN", "DATE"
TYPED = {flat.INTEGER: INTEGER, flat.NUMBER: REAL, flat.TRUTH: BOOLEAN, flat.DATE: DATE}
# What the schema requires of a datatype; nothing that an entry has is out of these bounds.
MOST = 2**63 - 1
BOUNDS: Mapping[str, Mapping[str, str]] = {
    STRING: {"MAX-LENGTH": str(2**31 - 1)},
    INTEGER: {"MIN": str(-MOST), "MAX": str(MOST)},
    REAL: {"MIN": "-1.7976931348623157E308", "MAX": "1.7976931348623157E308", "ACCURACY": "15"},
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(above: ET.Element | None, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Return a new element below another one; `LONG_NAME` stands for the attribute `LONG-NAME`.

    An attribute whose value is empty is left out. Characters that XML cannot have are replaced by
    U+FFFD.
    """
    named = {
        key.replace("_", "-"): _clean(value) for key, value in attributes.items() if value != ""
    }
    found = ET.Element(tag, named) if above is None else ET.SubElement(above, tag, named)
    if text:
        found.text = _clean(text)
    return found


def _clean(text: str) -> str:
    return NO_XML.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Names:
    """Identifiers: always the same for the same thing of the same knowledge base.

    `site` is its address, so that things of two knowledge bases differ; it may be empty.
    """

    site: str

    def id(self, *steps: str) -> str:
        """Return the identifier of what has this path, such as `entry`, its type and its id."""
        path = "\n".join(["speckb", self.site, *steps])
        return f"_{uuid5(NAMESPACE_URL, path)}"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a type: its identifier, name, title, kind such as `STRING`, and datatype.

    `words` has the identifier of each word of an enumeration; `many` says that it may have several.
    One that is `derived` from others is marked as not to be edited.
    """

    id: str
    name: str
    title: str
    kind: str
    datatype: str
    words: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    derived: bool = False


class Datatypes:
    """The datatypes of a document: one per kind, and one per enumeration; each with its date."""

    def __init__(self, above: ET.Element, names: Names, date: str) -> None:
        self._above = above
        self._names = names
        self._date = date
        self._known: dict[str, str] = {}

    def plain(self, kind: str) -> str:
        """Return the identifier of the datatype of a kind that is no enumeration."""
        if kind not in self._known:
            self._known[kind] = self._names.id("datatype", kind)
            self._add(kind, self._known[kind], kind.lower(), self._date)
        return self._known[kind]

    def words(
        self, path: Sequence[str], name: str, words: Mapping[str, str], date: str
    ) -> tuple[str, Mapping[str, str]]:
        """Add an enumeration; return its identifier, and that of each word.

        `words` has the title of each word.
        """
        found = self._names.id("datatype", *path)
        above = element(self._add(ENUMERATION, found, name, date), "SPECIFIED-VALUES")
        ids: dict[str, str] = {}
        for number, (word, title) in enumerate(words.items()):
            ids[word] = self._names.id("word", *path, word)
            about = {"IDENTIFIER": ids[word], "LONG-NAME": word, "LAST-CHANGE": date}
            value = element(above, "ENUM-VALUE", **about, DESC=title if title != word else "")
            held = element(element(value, "PROPERTIES"), "EMBEDDED-VALUE", KEY=str(number))
            held.set("OTHER-CONTENT", _clean(title))
        return found, ids

    def _add(self, kind: str, name: str, title: str, date: str) -> ET.Element:
        about = {"IDENTIFIER": name, "LONG-NAME": title, "LAST-CHANGE": date}
        return element(self._above, f"DATATYPE-DEFINITION-{kind}", **about, **BOUNDS.get(kind, {}))


def kind_of(column: Column, values: Iterable[Any]) -> str:
    """Return the kind of attribute that has all values of a column to the letter.

    A list of words is an enumeration with several values. Numbers that may be words, and whatever
    an entry has against its schema, are text.
    """
    given = [value for value in values if value is not None]
    if column.words and column.form in {flat.TEXT, flat.LIST}:
        known = all({*_texts(value)} <= column.words.keys() for value in given)
        once = all(len({*_texts(value)}) == len(_texts(value)) for value in given)
        return ENUMERATION if known and once else STRING
    kind = STRING if column.words else TYPED.get(column.form, STRING)
    return kind if all(_fits(value, kind) for value in given) else STRING


def _fits(value: Any, kind: str) -> bool:
    if kind == DATE:
        return isinstance(value, str) and bool(DAY.fullmatch(value))
    if kind == BOOLEAN:
        return isinstance(value, bool)
    if kind == INTEGER:
        return type(value) is int and abs(value) <= MOST
    return kind != REAL or type(value) in {int, float}


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def define(above: ET.Element, found: Attribute, date: str) -> None:
    """Add the definition of an attribute to the attributes of a type."""
    tag = f"ATTRIBUTE-DEFINITION-{found.kind}"
    more = {"MULTI-VALUED": str(found.many).lower()} if found.words else {}
    title = found.title if found.title != found.name else ""
    about = {"IDENTIFIER": found.id, "LONG-NAME": found.name, "LAST-CHANGE": date, **more}
    own = element(above, tag, **about, DESC=title, IS_EDITABLE=str(not found.derived).lower())
    element(element(own, "TYPE"), f"DATATYPE-DEFINITION-{found.kind}-REF", found.datatype)


def set_value(above: ET.Element, found: Attribute, value: Any, form: str = flat.TEXT) -> None:
    """Add the value of an attribute to the values of an object or a relation.

    Text is to the letter; a list or records are as in the cell of a row, by `form`.
    """
    own = element(above, f"ATTRIBUTE-VALUE-{found.kind}")
    if found.kind == ENUMERATION:
        held = element(own, "VALUES")
        for word in _texts(value):
            element(held, "ENUM-VALUE-REF", found.words[word])
    elif found.kind == XHTML:
        _add_paragraphs(element(own, "THE-VALUE"), str(value))
    else:
        text = flat.cell(value, form)
        own.set("THE-VALUE", _clean(f"{text}T00:00:00Z" if found.kind == DATE else text))
    element(element(own, "DEFINITION"), f"ATTRIBUTE-DEFINITION-{found.kind}-REF", found.id)


def _add_paragraphs(above: ET.Element, text: str) -> None:
    """Add plain text as XHTML: a paragraph for each that it has, with its line breaks."""
    top = element(above, "xhtml:div")
    for paragraph in text.split("\n\n"):
        first, *more = paragraph.split("\n")
        own = element(top, "xhtml:p", first)
        for line in more:
            element(own, "xhtml:br").tail = _clean(line)
