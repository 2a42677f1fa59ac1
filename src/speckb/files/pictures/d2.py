"""The part of D2 that a drawing may use, read before any program does.

D2 can read files, make links and pages, and double texts without end. A drawing has none of that:
shapes, containers, connections, labels and styles, each written in one way. The reader here knows
these ways alone, so that what it does not know is refused: outside quotes there are no backslashes,
variables, imports, patterns, lists and blocks of Markdown, LaTeX or code. How D2 0.9 ends a word
was read in its parser; where the two could differ, the text is refused.
"""

from __future__ import annotations

import re
import unicodedata

from speckb.files.frontmatter import Source
from speckb.files.pictures.content import Problem, whole_file, words
from speckb.suggest import choice

MOST_LETTERS = 50_000
MOST_NAMES = 500
MOST_CONNECTIONS = 200
DEEPEST = 10
LONGEST = 500

NUMBER = r"\d{1,4}"
PLACE = r"(?:top|center|bottom|left|right)"
STYLE = r"[\w#(), .%+-]{1,100}"
SHAPES = words(
    "c4-person callout circle class cloud cylinder diamond document hexagon oval package page "
    "parallelogram person queue rectangle sequence_diagram sql_table square step stored_data text "
    "none arrow triangle cross box cf-one cf-one-required cf-many cf-many-required"
)
# D2's own words that a drawing may use, each with what it may say; the rest of them is refused.
ALLOWED = {
    "label": r".*",
    "class": r"[\w -]+",
    "classes": r"",
    "constraint": r"[\w -]+",
    "direction": r"up|down|left|right",
    "near": rf"(?:(?:outside|border)-)?{PLACE}-{PLACE}",
    "shape": "|".join(SHAPES),
    "source-arrowhead": r".*",
    "target-arrowhead": r".*",
    "style": r"",
    **dict.fromkeys(words("width height grid-gap vertical-gap horizontal-gap"), NUMBER),
    **dict.fromkeys(words("grid-rows grid-columns"), r"\d{1,2}"),
    "fill-pattern": r"none|dots|lines",
    **dict.fromkeys(
        words(
            "opacity stroke fill stroke-width stroke-dash border-radius font font-size font-color "
            "bold italic underline text-transform shadow multiple double-border 3d animated filled"
        ),
        STYLE,
    ),
}
REFUSED = words(
    "icon icon-style tooltip link vars layers scenarios steps top left d2-config d2-legend"
)

BLANKS = re.compile(r"[ \t]*")
COMMENT = re.compile(r"#[^\n]*")
ARROW = re.compile(r"<-+>?|-+>|--+")
DOUBLE = re.compile(r'"(?P<text>(?:[^"\\\n$]|\\[n"\\])*)"')
SINGLE = re.compile(r"'(?P<text>(?:[^'\\\n]|'')*)'")
OUTSIDE = r"""\\"$@|*`{}\[\];#"""  # what means something to D2 outside quotes, wherever it stands
# A hyphen is a part of a name where a word or a blank follows: D2 takes the letter after it along,
# whatever it is.
NAME = re.compile(rf"(?![('])(?:[^\s{OUTSIDE}:.<>&!\-]|-(?=[\w ])|[ \t])+")
VALUE = re.compile(rf"(?!')(?:[^\s{OUTSIDE}]|[ \t])+")
MEANING = {
    "\\": "a backslash outside quotes",
    "$": "a variable",
    "@": "an import, or '@' outside quotes",
    "|": "a block of Markdown, LaTeX or code, or '|' outside quotes",
    "*": "a pattern, or '*' outside quotes",
    "&": "a filter, or '&' outside quotes",
    "!": "a filter, or '!' outside quotes",
    "[": "a list, or the number of a connection",
    "(": "a group, or '(' at the start of a name",
    "`": "a backtick outside quotes",
}
QUOTED = {
    '"': "in double quotes must end on its line, without $, and with no"
    ' backslash except in \\n, \\" and \\\\',
    "'": "in single quotes must end on its line, without backslashes",
}


class RefusedError(Exception):
    """Something that a drawing may not have; everything after it is unread."""

    def __init__(self, start: int, message: str, end: int = 0) -> None:
        super().__init__(message)
        self.place = start, end or start + 1


def problems(text: str) -> list[Problem]:
    """Return what a drawing may not have; after a text that is not understood, nothing is read.

    Lines of the text end with LF, and it has no control characters.
    """
    if len(text) > MOST_LETTERS:
        return [whole_file(f"the drawing has more than {MOST_LETTERS:,} characters")]
    reader = Reader(text)
    found: list[RefusedError] = []
    try:
        found += reader.read()
    except RefusedError as error:
        found += [*reader.refused, error]
    source = Source(text)
    return [Problem(source.span(*error.place), str(error)) for error in found]


class Reader:
    """Reader of one drawing: `at` is the offset that it has reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.names = 0
        self.connections = 0
        self.refused: list[RefusedError] = []

    def read(self) -> list[RefusedError]:
        """Read everything; return what is refused, raise where nothing more is understood."""
        opened: list[tuple[int, int]] = []  # place and depth of each open brace
        depth = 0
        while self._next_statement():
            if self._takes("}"):
                if not opened:
                    raise RefusedError(self.at - 1, "'}' without '{'")
                depth = opened.pop()[1]
            else:
                levels = self._statement(depth)
                if self._takes("{"):
                    opened.append((self.at - 1, depth))
                    depth += levels
                    continue
            self._end_of_statement()
        if opened:
            raise RefusedError(opened[-1][0], "no '}' closes this '{'")
        return self.refused

    def _next_statement(self) -> bool:
        """Go to the next statement or closing brace; return whether there is one."""
        while self.at < len(self.text):
            if self.text[self.at] in " \t\n;":
                self.at += 1
            elif comment := COMMENT.match(self.text, self.at):
                self.at = comment.end()
            else:
                return True
        return False

    def _end_of_statement(self) -> None:
        self._blanks()
        if self.at < len(self.text) and self.text[self.at] not in "\n;}#":
            raise self._unknown("the end of the line")

    def _statement(self, depth: int) -> int:
        """Read names, connections and a value; return by how many levels a brace would go down."""
        path = self._path(depth)
        levels = len(path)
        connected = False
        while arrow := ARROW.match(self.text, self._blanks()):
            self.at = arrow.end()
            self._blanks()
            levels = max(levels, len(self._path(depth)))
            connected = True
            self.connections += 1
            if self.connections > MOST_CONNECTIONS:
                message = f"a drawing can have at most {MOST_CONNECTIONS} connections"
                raise RefusedError(arrow.start(), message, arrow.end())
        self._blanks()
        if self._takes(":"):
            self._blanks()
            if not self.text.startswith("{", self.at):
                self._value("" if connected else path[-1])
                self._blanks()
        return levels

    def _path(self, depth: int) -> list[str]:
        """Read a name, or several with dots between them."""
        found = []
        while True:
            start = self.at
            name, quoted = self._text(NAME, "a name")
            if quoted and "\\" in name:
                raise RefusedError(start, "a backslash in a name", self.at)
            self._name(name, start)
            found.append(word(name))
            if depth + len(found) > DEEPEST:
                message = f"a drawing can be nested at most {DEEPEST} levels deep"
                raise RefusedError(start, message, self.at)
            self._blanks()
            if not self._takes("."):
                return found
            self._blanks()

    def _name(self, name: str, start: int) -> None:
        self.names += 1
        if self.names > MOST_NAMES:
            raise RefusedError(start, f"a drawing can have at most {MOST_NAMES} names", self.at)
        if word(name) in REFUSED:
            end = start + len(self.text[start : self.at].rstrip())
            message = (
                f"{name.strip()!r} is not allowed: a drawing has no icons,"
                " links, tooltips, variables,"
            )
            message += " positions or further boards"
            self.refused.append(RefusedError(start, message, end))

    def _value(self, name: str) -> None:
        start = self.at
        value, _ = self._text(VALUE, "a value")
        allowed = ALLOWED.get(name)
        if allowed is not None and not re.fullmatch(allowed, value.strip(), re.S | re.I):
            end = start + len(self.text[start : self.at].rstrip())
            message = f"{value.strip()[:60]!r} is not a value of {name!r} in a drawing"
            if name == "shape":
                message += f"; allowed: {choice(sorted(SHAPES))}"
            self.refused.append(RefusedError(start, message, end))

    def _text(self, bare: re.Pattern[str], wanted: str) -> tuple[str, bool]:
        """Read a text in quotes or a bare one; return it, and whether it had quotes."""
        start = self.at
        for quoted in (DOUBLE, SINGLE):
            if found := quoted.match(self.text, start):
                break
        else:
            found = bare.match(self.text, start)
            if not found or not found[0].strip():
                raise self._unknown(wanted)
        self.at = found.end()
        if self.at - start > LONGEST:
            raise RefusedError(start, f"text of more than {LONGEST} characters", self.at)
        text = found.groupdict().get("text")
        return (found[0].strip(), False) if text is None else (text, True)

    def _blanks(self) -> int:
        found = BLANKS.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _takes(self, sign: str) -> bool:
        taken = self.text.startswith(sign, self.at)
        self.at += taken
        return taken

    def _unknown(self, wanted: str) -> RefusedError:
        """Return the error for the sign that the reader has reached."""
        sign = self.text[self.at : self.at + 1]
        if sign in QUOTED:
            return RefusedError(self.at, f"text {QUOTED[sign]}")
        if sign in MEANING:
            return RefusedError(self.at, f"{MEANING[sign]} is not allowed in a drawing")
        said = "the line ends" if sign in ("", "\n") else f"{sign!r}"
        return RefusedError(self.at, f"{said} where {wanted} is expected")


def word(name: str) -> str:
    """Return a name as D2 compares it with its own words, or more alike than D2 finds it."""
    # Go makes a plain i of the capital I with a dot, which Python folds to i and a combining dot
    return unicodedata.normalize("NFKC", name).casefold().replace("\u0307", "").strip()
