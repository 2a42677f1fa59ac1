"""SVG that may be published: a list of elements, attributes and targets.

What is not on the list is refused, above all scripts, links, styles from elsewhere, embedded files
and foreign elements. A reference leads to a place in the same file, `#...`, and references do not
multiply without end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from speckb.files.frontmatter import Span
from speckb.files.pictures.content import CONTROL, Problem, control, decoded, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SVG = "http://www.w3.org/2000/svg"
XML = "http://www.w3.org/XML/1998/namespace"
XLINK = "http://www.w3.org/1999/xlink"
MOST_ELEMENTS = 20_000
MOST_DRAWN = 100_000  # elements, those counted again that references repeat
DEEPEST = 50
LONGEST_CHAIN = 20
MOST_WORDS = 20_000  # letters of text; laying them out takes more than linear time
MOST_STYLE = 50_000  # letters of style sheets, whose rules are tried on each element
MOST_TOLD = 20

ELEMENTS = words(
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan "
    "textPath marker pattern mask clipPath linearGradient radialGradient stop style"
)
FILTERS = words(
    "filter feGaussianBlur feFlood feComposite feOffset feBlend feMerge feMergeNode feColorMatrix"
)
ATTRIBUTES = words(
    # of all elements
    "id class style role aria-label aria-labelledby aria-hidden lang tabindex transform "
    # size and shape
    "width height x y x1 x2 y1 y2 cx cy r rx ry dx dy fx fy fr d points rotate pathLength "
    "viewBox preserveAspectRatio version baseProfile overflow transform-origin "
    # look
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color display visibility "
    "clip-path clip-rule mask paint-order vector-effect shape-rendering text-rendering "
    "color-interpolation color-rendering mix-blend-mode isolation enable-background "
    # text
    "font-family font-size font-size-adjust font-style font-variant font-weight font-stretch "
    "text-anchor text-decoration letter-spacing word-spacing dominant-baseline alignment-baseline "
    "baseline-shift writing-mode direction unicode-bidi textLength lengthAdjust startOffset method "
    "spacing side "
    # markers, patterns, masks and gradients
    "marker marker-start marker-mid marker-end markerWidth markerHeight markerUnits orient refX "
    "refY patternUnits patternContentUnits patternTransform maskUnits maskContentUnits mask-type "
    "clipPathUnits gradientUnits gradientTransform spreadMethod offset stop-color stop-opacity "
    "type"
)
FILTER_ATTRIBUTES = words(
    "filter filterUnits primitiveUnits in in2 result stdDeviation mode operator k1 k2 k3 k4 values "
    "flood-color flood-opacity"
)
TARGETS = frozenset({"href", f"{XLINK} href"})
QUALIFIED = frozenset({f"{XML} space", f"{XML} lang"})
WORDS = words("id class aria-label aria-labelledby lang")  # text, not code

FUNCTIONS = words(
    "rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx "
    "skewy calc"
)
CALLED = re.compile(r"(?<![\w-])[\w-]*+\Z")
LONGEST_NAME = 40  # of a function, with blanks behind it
URL = re.compile(r"url\(\s*(['\"]?)#(?P<id>[\w.:-]+)\1\s*\)", re.I)
FONT = re.compile(r"url\(\"data:application/font-woff;base64,[A-Za-z0-9+/=]*\"\)")
AT_RULE = re.compile(r"@(?:font-face|keyframes\s+[\w-]+)(?=\s*\{)")
FRAGMENT = re.compile(r"#(?P<id>[\w.:-]+)")


@dataclass(frozen=True)
class Allowed:
    """What one kind of SVG may hold, beside what all may; `drawn` is made by a program of ours."""

    elements: frozenset[str] = ELEMENTS
    attributes: frozenset[str] = ATTRIBUTES
    functions: frozenset[str] = FUNCTIONS
    drawn: bool = False


# A picture that somebody has committed.
COMMITTED = Allowed()
# What D2 0.9 writes for a drawing: it brings fonts, shadows and moving lines.
DRAWN_BY_D2 = Allowed(
    ELEMENTS | FILTERS, ATTRIBUTES | FILTER_ATTRIBUTES, FUNCTIONS | {"drop-shadow"}, drawn=True
)


class StopError(Exception):
    """The rest of the file is not read."""


@dataclass
class Element:
    """An open element: its id, the number of elements in it, and the ids that it refers to."""

    id: str
    size: int = 1
    references: list[str] = field(default_factory=list)


def problems(data: bytes, allowed: Allowed) -> list[Problem]:
    """Return what an SVG file may not have, at most MOST_TOLD of it."""
    text, wrong = decoded(data)
    return wrong or Reader(allowed).read(text)


class Reader:
    """Reader of one file."""

    def __init__(self, allowed: Allowed) -> None:
        self.allowed = allowed
        self.found: list[Problem] = []
        self.opened: list[Element] = []
        self.named: dict[str, Element] = {}
        self.elements = 0
        self.references: list[str] = []
        self.styles: list[str] | None = None
        self.letters = {"words": 0, "styles": 0}
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.EntityDeclHandler = lambda *_: self._stop("an entity")
        self.parser = parser

    def read(self, text: str) -> list[Problem]:
        """Return the problems of a file."""
        try:
            self.parser.Parse(text.encode(), True)
            self._repeated()
        except StopError:
            pass
        except expat.ExpatError as error:
            span = Span(error.lineno, error.offset + 1, error.offset + 2)
            reason = expat.ErrorString(error.code)
            self.found.append(Problem(span, f"not SVG: {reason}"))
        return self.found

    def _tell(self, message: str) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.found.append(Problem(Span(line, column, column + 1), message))
        if len(self.found) >= MOST_TOLD:
            raise StopError

    def _stop(self, message: str) -> NoReturn:
        self._tell(f"{message} is not allowed in a picture")
        raise StopError

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "us-ascii"}:
            self._tell(f"the encoding is {encoding!r}; it must be UTF-8")
            raise StopError

    def _doctype(self, *_: object) -> NoReturn:
        self._stop("a document type (<!DOCTYPE ...>)")

    def _instruction(self, target: str, _data: str) -> None:
        self._tell(f"a processing instruction (<?{target} ...?>) is not allowed in a picture")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        space, _, local = name.rpartition(" ")
        element = Element(attributes.get("id", ""))
        if self.elements == 1 and name != f"{SVG} svg":
            self._tell(f"the first element is <{local}>; it must be <svg xmlns={SVG!r}>")
            raise StopError
        if self.elements > MOST_ELEMENTS:
            self._tell(f"more than {MOST_ELEMENTS:,} elements")
            raise StopError
        if len(self.opened) >= DEEPEST:
            self._tell(f"elements nested more than {DEEPEST} levels deep")
            raise StopError
        if space != SVG:
            self._tell(
                f"<{local}> of {space[:60] or 'no namespace'!r} is not allowed: a"
                " picture can have only SVG elements"
            )
        elif local not in self.allowed.elements:
            self._tell(f"<{local}> is not allowed in a picture")
        for key, value in attributes.items():
            self._attribute(local, key, value, element)
        if element.id in self.named and not self.allowed.drawn:
            self._tell(f"the id {element.id[:60]!r} is repeated")
        elif element.id:
            self.named[element.id] = element
        self.opened.append(element)
        self.styles = [] if local == "style" else None

    def _end(self, _name: str) -> None:
        if self.styles is not None:
            self._code("".join(self.styles), "a style", self.opened[-1], sheet=True)
            self.styles = None
        element = self.opened.pop()
        self.references += element.references if not self.opened else []
        if self.opened:
            self.opened[-1].size += element.size
            self.opened[-1].references += element.references

    def _text(self, text: str) -> None:
        if found := CONTROL.search(text):  # by its number
            self._tell(control(found[0]))
        if self.styles is not None:
            self.styles.append(text)
        self._count(text)

    def _count(self, text: str) -> None:
        if self.allowed.drawn:
            return
        kind, most = ("words", MOST_WORDS) if self.styles is None else ("styles", MOST_STYLE)
        self.letters[kind] += len(text) if self.styles is not None else len(text.strip())
        if self.letters[kind] > most:
            self._tell(f"more than {most:,} characters of {kind}")
            raise StopError

    def _attribute(self, tag: str, key: str, value: str, element: Element) -> None:
        space, _, local = key.rpartition(" ")
        if found := CONTROL.search(value):
            self._tell(control(found[0]))
        if key in TARGETS:
            if target := FRAGMENT.fullmatch(value):
                element.references.append(target["id"])
            else:
                self._tell(
                    f"{local}={value[:60]!r} is not allowed: a picture can refer only to its"
                    " own parts, '#...'"
                )
        elif space and key not in QUALIFIED:
            self._tell(
                f"{local!r} of {space[:60]!r} is not allowed: a picture can have"
                " only SVG attributes"
            )
        elif not space and local not in self.allowed.attributes:
            self._tell(f"{local!r} in <{tag}> is not allowed in a picture")
        elif local not in WORDS:
            self._code(value, repr(local), element)

    def _code(self, code: str, where: str, element: Element, *, sheet: bool = False) -> None:
        """Look at an attribute or a style sheet: its functions, addresses and rules with `@`."""
        # a sheet applies to any number of elements, so that what it refers to cannot be counted
        if not sheet or self.allowed.drawn:
            element.references += [match["id"] for match in URL.finditer(code)]
            code = URL.sub("", code)
        if sheet and self.allowed.drawn:
            code = AT_RULE.sub("", FONT.sub("", code))
        for name, end in _calls(code):
            if name == "url":
                target = code[end : end + 60]
                message = (
                    f"{where}: url({target!r} is not allowed: a picture can refer only to"
                    " its own parts, '#...'"
                )
                self._tell(
                    message if not sheet else f"{where}: url() is allowed only in an attribute"
                )
            elif name not in self.allowed.functions:
                self._tell(f"{where}: {name}() is not allowed in a picture")
        for sign in ("\\", "@", "<", "&"):
            if sign in code:
                self._tell(f"{where}: {sign!r} is not allowed in a picture")

    def _repeated(self) -> None:
        """Refuse references that lead in a circle, or that repeat too many elements."""
        known: dict[str, tuple[int, int]] = {}
        repeated = sum(self._cost(name, known, 1)[0] for name in self.references)
        if self.elements + repeated > MOST_DRAWN:
            self._tell(f"references that repeat more than {MOST_DRAWN:,} elements")

    def _cost(self, name: str, known: dict[str, tuple[int, int]], depth: int) -> tuple[int, int]:
        """Return how many elements a reference draws, and how many references are in a row."""
        if name not in self.named:
            return 0, 0
        if depth + known.get(name, (0, 0))[1] > LONGEST_CHAIN:
            self._tell(f"circular references, or more than {LONGEST_CHAIN} in a row")
            raise StopError
        if name not in known:
            element = self.named[name]
            inner = [self._cost(other, known, depth + 1) for other in element.references]
            size = element.size + sum(cost for cost, _ in inner)
            known[name] = min(size, MOST_DRAWN + 1), 1 + max((row for _, row in inner), default=0)
        return known[name]


def _calls(code: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each function that is called, and the offset of its arguments."""
    # from the parentheses backwards: a search for names would be slow in a long path
    at = code.find("(")
    while at >= 0:
        before = CALLED.search(code[max(0, at - LONGEST_NAME) : at].rstrip())
        yield before[0].lower() if before else "", at + 1
        at = code.find("(", at + 1)
