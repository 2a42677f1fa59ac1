"""Checks the elements of a ReqIF document, and writes it anew as the package `reqif` reads it.

The package ends with an exception, or passes over data, where a document is not as those that it
knows. What it gets here has no comments, namespaces and blanks, and nothing but the parts that are
imported, all of which have what the schema requires. XHTML is handed over as text, so that no tree
of it is held.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NoReturn
from xml.sax.saxutils import escape, quoteattr

from speckb.exchange.importing import safe_xml
from speckb.exchange.importing.source import BadFileError, Remark
from speckb.suggest import instead, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMITS = safe_xml.XmlLimits(elements=500_000)  # of which the package makes a tree
FORMS = ("BOOLEAN", "DATE", "ENUMERATION", "INTEGER", "REAL", "STRING", "XHTML")
SKIPPED = {
    *("THE-HEADER", "TOOL-EXTENSIONS", "SPEC-RELATION-GROUPS", "ALTERNATIVE-ID"),
    *("EDITABLE-ATTS", "PROPERTIES", "DEFAULT-VALUE"),
}
WRITER = "SOURCE-TOOL-ID"  # in the header
KEPT = {
    *("IDENTIFIER", "LONG-NAME", "LAST-CHANGE", "DESC", "THE-VALUE", "MULTI-VALUED"),
    "IS-EDITABLE",
}
VALUES = {f"ATTRIBUTE-VALUE-{form}" for form in FORMS}
DEFINITIONS = {f"ATTRIBUTE-DEFINITION-{form}" for form in FORMS}
DATATYPES = {f"DATATYPE-DEFINITION-{form}" for form in FORMS}
TYPES = {"SPEC-OBJECT-TYPE", "SPEC-RELATION-TYPE", "SPECIFICATION-TYPE", "RELATION-GROUP-TYPE"}
THINGS = {"SPEC-OBJECT", "SPEC-RELATION", "SPECIFICATION", "SPEC-HIERARCHY", "ENUM-VALUE"}
IDENTIFIED = THINGS | TYPES | DEFINITIONS | DATATYPES
XHTML = "ATTRIBUTE-VALUE-XHTML"
# What an element may have inside; the first set is required, the second is allowed as well.
CONTENT: Mapping[str, tuple[set[str], set[str]]] = {
    "": ({"REQ-IF"}, set()),
    "REQ-IF": ({"CORE-CONTENT"}, {"THE-HEADER", "TOOL-EXTENSIONS"}),
    "CORE-CONTENT": ({"REQ-IF-CONTENT"}, set()),
    "REQ-IF-CONTENT": (
        set(),
        {
            *("DATATYPES", "SPEC-TYPES", "SPEC-OBJECTS", "SPEC-RELATIONS", "SPECIFICATIONS"),
            "SPEC-RELATION-GROUPS",
        },
    ),
    "DATATYPES": (set(), DATATYPES),
    "SPEC-TYPES": (set(), TYPES),
    "SPEC-OBJECTS": (set(), {"SPEC-OBJECT"}),
    "SPEC-RELATIONS": (set(), {"SPEC-RELATION"}),
    "SPECIFICATIONS": (set(), {"SPECIFICATION"}),
    "SPEC-OBJECT": ({"TYPE"}, {"ALTERNATIVE-ID", "VALUES"}),
    "SPEC-RELATION": ({"TYPE", "SOURCE", "TARGET"}, {"ALTERNATIVE-ID", "VALUES"}),
    "SPECIFICATION": (set(), {"TYPE", "ALTERNATIVE-ID", "VALUES", "CHILDREN"}),
    "SPEC-HIERARCHY": ({"OBJECT"}, {"ALTERNATIVE-ID", "CHILDREN", "EDITABLE-ATTS"}),
    "CHILDREN": (set(), {"SPEC-HIERARCHY"}),
    "OBJECT": ({"SPEC-OBJECT-REF"}, set()),
    "SOURCE": ({"SPEC-OBJECT-REF"}, set()),
    "TARGET": ({"SPEC-OBJECT-REF"}, set()),
    "SPEC-ATTRIBUTES": (set(), DEFINITIONS),
    "SPECIFIED-VALUES": (set(), {"ENUM-VALUE"}),
    "ENUM-VALUE": (set(), {"ALTERNATIVE-ID", "PROPERTIES"}),
    **{one: (set(), {"ALTERNATIVE-ID", "SPEC-ATTRIBUTES"}) for one in TYPES},
    **{one: (set(), {"ALTERNATIVE-ID", "SPECIFIED-VALUES"}) for one in DATATYPES},
    **{one: ({"TYPE"}, {"ALTERNATIVE-ID", "DEFAULT-VALUE"}) for one in DEFINITIONS},
    **{one: ({"DEFINITION"}, {"VALUES"}) for one in VALUES},
    XHTML: ({"DEFINITION", "THE-VALUE"}, {"THE-ORIGINAL-VALUE"}),
}
VOID = {"br", "hr", "img", "col", "param", "area", "input"}


class Document(safe_xml.Handler):
    """A document that is checked and written anew while it is parsed.

    `lines` has, for objects and relations, the line of each by its identifier; `writer` is the
    tool that wrote the document, as its header has it.
    """

    def __init__(self, name: str, remarks: list[Remark]) -> None:
        self.name = name
        self.remarks = remarks
        self.lines: dict[str, int] = {}
        self.writer = ""
        self.in_writer = False
        self.out = io.StringIO()
        self.open: list[tuple[str, int, set[str]]] = [("", 1, set())]
        self.skipped = 0  # depth in an element that is passed over
        self.inner: list[str] | None = None  # the XHTML of a value
        self.depth = 0  # in it
        self.reference = ""
        self.attribute = ""  # the long name of the attribute that is being defined

    def written(self, data: bytes) -> str:
        """Return the document in `data` as the package reads it; raises BadFileError."""
        safe_xml.check(data, self.name, LIMITS, self)
        return self.out.getvalue()

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Begin an element."""
        local = name.rpartition(" ")[2]
        if self.inner is not None:
            self.depth += 1
            shown = "".join(
                f" {key.rpartition(' ')[2]}={quoteattr(value)}" for key, value in attributes.items()
            )
            self.inner.append(f"<{local}{shown}>")
        elif self.skipped or local in SKIPPED or local == "THE-ORIGINAL-VALUE":
            self._skip(local, line)
        else:
            self._start(local, attributes, line)

    def _skip(self, local: str, line: int) -> None:
        if not self.skipped:
            self._allowed(local, line)
        elif self.skipped == 1 and self.attribute and local in VALUES:
            place = f"{self.name}:{line}"
            message = f"the default of the attribute {self.attribute!r} was not used"
            self.remarks.append(Remark(place, message))
            self.attribute = ""
        self.in_writer = local == WRITER
        self.skipped += 1

    def _allowed(self, local: str, line: int) -> None:
        """Refuse an element that does not belong where it stands."""
        parent, _, seen = self.open[-1]
        if parent in {"TYPE", "DEFINITION"}:
            allowed = {self._referred(self.open[-2][0], parent)}
        elif parent == "VALUES":
            in_words = self.open[-2][0] == "ATTRIBUTE-VALUE-ENUMERATION"
            allowed = {"ENUM-VALUE-REF"} if in_words else VALUES
        else:
            needed, others = CONTENT.get(parent, (set(), set()))
            allowed = needed | others
        if local not in allowed:
            if parent == "":
                self._root(local, line)
            said = instead(local, sorted(allowed)) if allowed else "; nothing is allowed there"
            self._refuse(line, f"<{local[:60]}> in <{parent}>{said}")
        seen.add(local)

    def _root(self, local: str, line: int) -> NoReturn:
        if local == "RIF":
            self._refuse(line, "RIF, the form before ReqIF, is not read; export as ReqIF")
        self._refuse(line, f"not ReqIF: the outermost element is <{local[:60]}>; allowed: <REQ-IF>")

    def _referred(self, holder: str, part: str) -> str:
        """Return the name of the reference in TYPE or DEFINITION of an element."""
        if part == "DEFINITION":
            return f"{holder.replace('-VALUE-', '-DEFINITION-')}-REF"
        if holder in DEFINITIONS:
            return f"{holder.replace('ATTRIBUTE-', 'DATATYPE-')}-REF"
        return f"{holder}-TYPE-REF"

    def _start(self, local: str, attributes: Mapping[str, str], line: int) -> None:
        self._allowed(local, line)
        if local in IDENTIFIED:
            self._identify(local, attributes, line)
        if local in TYPES | DEFINITIONS:  # of which the package needs these
            title = (attributes.get("LONG-NAME") or "").strip() or attributes["IDENTIFIER"]
            attributes = {**attributes, "LONG-NAME": title, "LAST-CHANGE": ""}
        if local in VALUES - {XHTML, "ATTRIBUTE-VALUE-ENUMERATION"}:
            self._need("THE-VALUE", local, attributes, line)
        if local in DEFINITIONS:
            self.attribute = attributes["LONG-NAME"]
        kept = "".join(
            f" {key}={quoteattr(value)}" for key, value in attributes.items() if key in KEPT
        )
        self.out.write(f"<{local}{kept}>")
        self.open.append((local, line, set()))
        self.reference = ""
        if local == "THE-VALUE":
            self.inner = []

    def _identify(self, local: str, attributes: Mapping[str, str], line: int) -> None:
        self._need("IDENTIFIER", local, attributes, line)
        if local in {"SPEC-OBJECT", "SPEC-RELATION"}:
            key = attributes["IDENTIFIER"]
            if key in self.lines:
                self._refuse(line, f"IDENTIFIER {key!r} is that of line {self.lines[key]}, too")
            self.lines[key] = line

    def _need(self, key: str, local: str, attributes: Mapping[str, str], line: int) -> None:
        if key not in attributes:
            self._refuse(line, f"<{local}> has no {key}{nearest(key, list(attributes))}")

    def end(self, name: str) -> None:
        """End the innermost element."""
        local = name.rpartition(" ")[2]
        if self.skipped:
            self.skipped -= 1
            self.in_writer = False
            return
        if self.inner is not None and self.depth:
            self.depth -= 1
            self.inner += [] if local in VOID else [f"</{local}>"]
            return
        if self.inner is not None:
            self.out.write(escape("".join(self.inner).strip()))
            self.inner = None
        _, line, seen = self.open.pop()
        if local.endswith("-REF"):
            if not self.reference.strip():
                self._refuse(line, f"<{local}> is empty; an identifier is required")
            self.out.write(escape(self.reference.strip()))
        needed = CONTENT.get(local, (set(), set()))[0]
        if local in {"TYPE", "DEFINITION"}:
            needed = {self._referred(self.open[-1][0], local)}
        if missing := needed - seen:
            self._refuse(line, f"<{local}> has no <{min(missing)}>")
        if local in DEFINITIONS:
            self.attribute = ""
        self.out.write(f"</{local}>")

    def text(self, data: str) -> None:
        """Add text to a reference or to XHTML; there is none elsewhere."""
        if self.skipped:
            self.writer += data if self.in_writer else ""
            return
        if self.inner is not None:
            self.inner.append(escape(data))
        elif self.open[-1][0].endswith("-REF"):
            self.reference += data

    def _refuse(self, line: int, message: str) -> NoReturn:
        raise BadFileError(f"{self.name}:{line}: {message}")
