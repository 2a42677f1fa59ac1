"""Parser for a Markdown file: front matter as plain data with positions, and the body.

The front matter is YAML with the meaning of YAML 1.2, except that a plain scalar remains the text
that was typed (`no`, `on`, `1.10`); `corpus.schema` converts it where a field is a number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

try:
    from yaml._yaml import CParser as _Parser
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

from speckb.files import merging
from speckb.files.characters import described, forbidden, in_data
from speckb.files.limits import DEFAULT
from speckb.files.yaml_errors import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from speckb.files.limits import Limits

FENCE = "---"
# Errors that the parser finds at the end of the file, but whose cause is where a construct starts.
OPENED = ("while scanning a quoted", "while scanning a simple key", "while parsing a flow")
PLAIN: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
STARTS = {yaml.MappingStartEvent, yaml.SequenceStartEvent}
VALUES = {*STARTS, yaml.ScalarEvent, yaml.AliasEvent}
ENDS = {yaml.MappingEndEvent, yaml.SequenceEndEvent}
CHARACTER = "file-character"
MERGE = "merge-conflict"
LIMIT = "file-limit"
Path = tuple[str | int, ...]


class Span(NamedTuple):
    """Position of a key or a value: line and columns count from 1; `end` is the column after it."""

    line: int
    column: int
    end: int


class Problem(NamedTuple):
    """A syntax error of the front matter: the rule that it breaks, its position and a message."""

    rule: str
    span: Span
    message: str


@dataclass(slots=True)
class Source:
    """A parsed file; `body_line` is the number of the body's first line, from 1."""

    text: str
    meta: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    has_front_matter: bool = False
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] | None = field(default=None, repr=False, compare=False)

    def span(self, start: int, end: int) -> Span:
        """Return the position of the part of the text from offset `start` to offset `end`."""
        before = self.text.rfind("\n", 0, start) + 1
        return Span(self.text.count("\n", 0, start) + 1, start - before + 1, end - before + 1)

    def start(self, number: int) -> int:
        """Return the offset in the text at which line `number` starts."""
        place = 0
        for _ in range(number - 1):
            place = self.text.index("\n", place) + 1
        return place

    def line(self, number: int) -> str:
        """Return line `number` of the file, from 1; an empty string past the end."""
        if self.lines is None:
            self.lines = self.text.split("\n")
        return self.lines[number - 1].rstrip("\r") if number <= len(self.lines) else ""


def parse(text: str, limits: Limits = DEFAULT) -> Source:
    """Parse the text of a file, whose lines end with LF; errors are `problems` of the result.

    A text that passes one of the limits is not parsed: the result has the problem, and no body.
    """
    if problem := _too_long(text, limits):
        return Source(text, problems=[problem])
    if found := forbidden(text):
        return Source(text, problems=[_character(Source(text).span(*found.span()), found[0])])
    if left := merging.mark(text):
        unfinished = Problem(MERGE, Source(text).span(*left.span()), merging.UNFINISHED)
        return Source(text, problems=[unfinished])
    source = Source(text, body=text)
    front = _front_matter(text)
    if front is None:
        return source
    head, end_line = front
    source.has_front_matter = True
    if head is None:
        source.body = ""
        source.problems.append(
            Problem("front-matter-open", Span(1, 1, 4), "no line '---' ends the front matter")
        )
        return source
    source.body = "\n".join(text.split("\n")[end_line:])
    source.body_line = end_line + 1
    builder = Builder(limits)
    data = builder.build(head)
    source.problems += builder.problems
    if isinstance(data, dict):
        source.meta = data
        if "\\" in head:  # an escape of YAML, such as "\u202e", is a character written in ASCII
            found_in = [(locate(text, path), letter) for path, letter in in_data(data)]
            source.problems += [_character(span, letter) for span, letter in found_in]
    elif not builder.problems:
        source.problems.append(
            Problem(
                "front-matter-shape",
                Span(2, 1, 2),
                "front matter must be a list of 'field: value' lines",
            )
        )
    return source


def _too_long(text: str, limits: Limits) -> Problem | None:
    """Return the problem of a text with too many lines or with too long a line."""
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > limits.page_lines:
        span = Span(limits.page_lines + 1, 1, 2)
        return Problem(LIMIT, span, limits.passed("page_lines", f"{lines:,} lines"))
    most = limits.line_length
    if len(text) > most:
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > most:
                message = limits.passed("line_length", f"a line of {len(line):,} characters")
                return Problem(LIMIT, Span(number, most + 1, most + 2), message)
    return None


def _character(span: Span, letter: str) -> Problem:
    return Problem(CHARACTER, span, described(letter))


def locate(text: str, path: Path, *, key: bool = False) -> Span:
    """Return the position of the value at `path` of the front matter, or of its key.

    Where the front matter has no such path, the position of the longest part of it is returned.
    """
    keys, values = _places(text)
    for end in range(len(path), 0, -1):
        for table in (keys if key else values, values, keys):
            if span := table.get(path[:end]):
                return span
    return Span(1, 1, 4)


# Positions are needed only where a finding is reported, often several in one file. To record them
# for all files would make reading slower.
@lru_cache(maxsize=64)
def _places(text: str) -> tuple[dict[Path, Span], dict[Path, Span]]:
    """Return the positions of all keys and of all values of the front matter, by their paths."""
    front = _front_matter(text)
    builder = Builder(None, record=True)
    if front is not None and front[0] is not None:
        builder.build(front[0])
    return builder.keys, builder.values


def _front_matter(text: str) -> tuple[str | None, int] | None:
    """Return the YAML and the line of its closing fence, or None where there is no front matter.

    The YAML is None where nothing closes it.
    """
    if not text.startswith(FENCE):
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == FENCE:
            # with a line feed after the last line, or a block scalar there would lack its own
            return "\n".join([*lines[1 : number - 1], ""]), number
    return None, len(lines)


class Builder:
    """Builder of plain data from the events of a YAML parser; with `record`, also of positions.

    PyYAML's own constructors are not used: they take `no` for false and `1.10` for a number, and
    accept duplicate keys, aliases and tags.
    """

    def __init__(self, limits: Limits | None, *, record: bool = False) -> None:
        self.limits = limits
        self.record = record
        self.problems: list[Problem] = []
        self.keys: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}

    def build(self, head: str) -> Any:
        """Return the data of the YAML text `head`, whose first line is line 2 of the file.

        Errors are added to `problems`; the data is then incomplete. The loop keeps its state in
        local variables: every check runs it for each key and value of all entries.
        """
        stack: list[tuple[Any, Path]] = []  # the outer groups and lists that are still open
        holder: Any = None  # the innermost open group or list, to which the next value belongs
        path: Path = ()  # its path; it stays empty unless positions are recorded
        root: Any = None
        limits = self.limits
        key: str | None = None  # the key whose value comes next; None while a key is expected
        try:
            next_event: Callable[[], Any] = _Parser(head).get_event
            while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
                if kind in ENDS:
                    holder, path = stack.pop()
                    continue
                if kind not in VALUES:  # starts and ends of the stream and of documents
                    continue
                if key is None and type(holder) is dict:
                    key = self._key(kind, event, holder, path)
                    if key is None:  # no scalar: which of the events that follow belong to it
                        return root  # is not worth finding out, as the file is refused anyway
                    continue
                value = self._value(kind, event)
                if holder is None:
                    root = value
                place = self._put(holder, path, key, value, event)
                key = None
                if kind in STARTS:
                    stack.append((holder, path))
                    holder, path = value, place
                    if limits and len(stack) > limits.nesting:
                        message = limits.passed("nesting", f"{len(stack)} levels of YAML")
                        self._problem(LIMIT, event, message)
                        return None
        except yaml.YAMLError as error:
            self.problems.append(_syntax_problem(error, head))
        except (ValueError, RecursionError) as error:
            self.problems.append(Problem("yaml-syntax", Span(2, 1, 2), str(error)))
        return root

    def _value(self, kind: type, event: Any) -> Any:
        """Return the value that an event starts: a scalar, or an empty group or list to fill."""
        if kind is yaml.AliasEvent:
            self._problem("yaml-alias", event, "aliases are not allowed; write the value itself")
            return None
        if event.anchor or event.tag:
            self._plain(event)
        if kind is yaml.ScalarEvent:
            return _word(event)
        return {} if kind is yaml.MappingStartEvent else []

    def _put(self, holder: Any, path: Path, key: str | None, value: Any, event: Any) -> Path:
        """Add a value to its group or list, and return its path where positions are recorded.

        Of two equal keys the first keeps its value; the second is a problem already.
        """
        if type(holder) is dict:
            step: str | int = key or ""
            if key is not None:
                holder.setdefault(key, value)
        elif holder is None:
            return path
        else:
            step = len(holder)
            holder.append(value)
        if self.record:
            path = (*path, step)
            self.values.setdefault(path, _span(event))
        return path

    def _key(self, kind: type, event: Any, holder: dict[str, Any], path: Path) -> str | None:
        """Return the key that an event is, or None, and a problem, for one that is no scalar."""
        if kind is not yaml.ScalarEvent:
            self._value(kind, event)
            if kind in STARTS:
                self._problem("yaml-key", event, "a key must be plain text")
            return None
        name = str(event.value)
        if event.anchor or event.tag:
            self._plain(event)
        if name in holder:
            message = f"field {name!r} is repeated"
            self._problem("yaml-duplicate-key", event, message)
        if self.record:
            self.keys.setdefault((*path, name), _span(event))
        return name

    def _plain(self, event: Any) -> None:
        """Refuse what gives YAML more than one way to write a value: anchors and tags."""
        if event.anchor is not None:
            self._problem(
                "yaml-alias", event, "anchors are not allowed; write the value where it is used"
            )
        if event.tag is not None:
            self._problem(
                "yaml-tag", event, f"YAML tags are not allowed ({event.tag}); write the plain value"
            )

    def _problem(self, rule: str, event: Any, message: str) -> None:
        self.problems.append(Problem(rule, _span(event), message))


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    column = start.column + 1
    last = end.column + 1 if end.line == start.line else column + 1  # a span is within one line
    return Span(start.line + 2, column, max(last, column + 1))


def _word(event: Any) -> str | bool | None:
    """Return a scalar: null, true and false as in the core schema of YAML 1.2, others as text."""
    value: str = event.value
    if event.implicit[0] and value in PLAIN:
        return PLAIN[value]
    return value


def _syntax_problem(error: yaml.YAMLError, head: str) -> Problem:
    """Return the problem that an error of the parser describes, at its cause if that is known."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    opened = getattr(error, "context_mark", None)
    if opened is not None and context.startswith(OPENED):
        mark = opened
    if mark is None:
        return Problem("yaml-syntax", Span(2, 1, 2), str(error))
    lines = head.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    message = in_words(problem, context, line, mark.column)
    return Problem("yaml-syntax", Span(mark.line + 2, mark.column + 1, mark.column + 2), message)
