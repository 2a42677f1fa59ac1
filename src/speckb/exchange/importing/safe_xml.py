"""Checks XML of strangers before a parser of another package sees it.

There must be no document type, which is where entities and external references come from, no
XInclude, and nothing that passes a limit. Comments and processing instructions are ignored, as the
parsers ignore them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from speckb.exchange.importing.source import BadFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

XINCLUDE = "http://www.w3.org/2001/XInclude"
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """What an XML document may have at most; `size` is in bytes, lengths are in characters."""

    size: int = 20_000_000
    depth: int = 100
    elements: int = 1_000_000
    attributes: int = 500  # of one element
    name: int = 1_000
    attribute: int = 1_000_000  # its value


LIMITS = XmlLimits()


class Handler(Protocol):
    """What gets the parts of a document that passes; names are `namespace local`, or `local`."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Begin an element."""

    def end(self, name: str) -> None:
        """End the innermost element."""

    def text(self, data: str) -> None:
        """Add text to the innermost element; a text may come in parts."""


def check(
    data: bytes, name: str, limits: XmlLimits = LIMITS, handler: Handler | None = None
) -> None:
    """Raise BadFileError where XML is not safe or not well-formed; `name` is what messages call it.

    The parts of the document go to the handler on the way, if there is one.
    """
    _Check(name, limits, handler).run(data)


class _Check:
    """A pass over one document with the parser of Python, which holds no tree."""

    def __init__(self, name: str, limits: XmlLimits, handler: Handler | None) -> None:
        self.name, self.limits, self.handler = name, limits, handler
        self.depth = self.elements = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        if handler:
            self.parser.CharacterDataHandler = handler.text

    def run(self, data: bytes) -> None:
        if len(data) > self.limits.size:
            raise BadFileError(
                f"{self.name}: {len(data):,} bytes of XML; at most {self.limits.size:,}"
            )
        try:
            for start in range(0, len(data), CHUNK):
                self.parser.Parse(data[start : start + CHUNK], False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            place = f"{self.name}:{error.lineno}:{error.offset + 1}"
            said = expat.ErrorString(error.code) or "not well-formed"
            raise BadFileError(f"{place}: not well-formed XML: {said}") from None
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise BadFileError(
                f"{self.name}:1: {error}; save the file as UTF-8 or UTF-16"
            ) from None

    def _refuse(self, message: str) -> None:
        place = f"{self.name}:{self.parser.CurrentLineNumber}:{self.parser.CurrentColumnNumber + 1}"
        raise BadFileError(f"{place}: {message}")

    def _doctype(self, name: str, *_: object) -> None:
        self._refuse(
            f"a document type (<!DOCTYPE {name[:60]}>), which could define entities;"
            " remove it, no XML for exchange needs one"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        limits = self.limits
        self.depth += 1
        self.elements += 1
        if self.depth > limits.depth:
            self._refuse(f"elements nested more than {limits.depth} deep")
        if self.elements > limits.elements:
            self._refuse(f"more than {limits.elements:,} elements")
        if name.startswith(XINCLUDE):
            self._refuse("xi:include refers to another file, which is not read; insert its content")
        if len(name) > limits.name:
            self._refuse(f"a name of {len(name):,} characters; at most {limits.name:,}")
        if attributes:
            self._check_attributes(attributes)
        if self.handler:
            self.handler.start(name, attributes, self.parser.CurrentLineNumber)

    def _check_attributes(self, attributes: dict[str, str]) -> None:
        limits = self.limits
        if len(attributes) > limits.attributes:
            self._refuse(f"{len(attributes):,} attributes; at most {limits.attributes:,}")
        for key, value in attributes.items():
            if len(key) > limits.name:
                self._refuse(f"a name of {len(key):,} characters; at most {limits.name:,}")
            if len(value) > limits.attribute:
                self._refuse(
                    f"attribute {key[-60:]} has {len(value):,} characters;"
                    f" at most {limits.attribute:,}"
                )

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.handler:
            self.handler.end(name)
