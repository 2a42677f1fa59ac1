"""Filters of entries: the portable grammar of sphinx-needs' filters, compiled without `eval`.

sphinx-needs 9 reads the same grammar (`sphinx_needs.ubquery`), but to import it takes longer than a
check. A property test compares both. Two things differ. A field without a value, at which
sphinx-needs stops, contains nothing here, has no length and is no number. And `search` takes words
in place of a regular expression, which may never end.
"""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

LONGEST, DEEPEST = 1000, 30
PAGE = "docname"  # the field of an entry that `c.this_doc()` compares
NONE_OF_THESE = frozenset({"needs", "current_need", "c", "var", "search"})
COMPARED: Mapping[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}
ORDER = frozenset({"<", "<=", ">", ">="})
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
QUOTED = r"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\""
PATTERN = r"[\\.^$*+?{}\[\]|()]"
ASSIGNED = r"(?<![=!<>])=(?!=)"
GRAMMAR = "a filter compares fields with quoted words or numbers, joined by 'and', 'or' and 'not'"
FUNCTIONS = "available functions: len, lower, upper, startswith, endswith and search"
INSTEAD: Mapping[type[ast.AST], str] = {
    ast.Subscript: "indexing is not allowed; write 'word in field'",
    ast.BinOp: "arithmetic is not allowed; compare a field with a word or number",
    ast.IfExp: "'if' is not allowed; write 'a and b or not a and c'",
    ast.ListComp: "loops are not allowed; write 'word in field'",
    ast.GeneratorExp: "loops are not allowed; write 'word in field'",
    ast.Tuple: "tuples are not allowed; write a list, such as ['a', 'b']",
    ast.Set: "sets and dicts are not allowed; write a list, such as ['a', 'b']",
    ast.JoinedStr: "formatted strings are not allowed; write the word itself",
    ast.List: "a list is allowed only after 'in'; write 'field in [...]'",
}

Values = Mapping[str, Any]
Test = Callable[[Values, str], bool]
Read = Callable[[Values], Any]


class FilterError(Exception):
    """Text that is no filter; `start` and `end` are offsets in it."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end


class Operand(NamedTuple):
    """A field as it is read: its name, the function applied to it, if any, and its place."""

    name: str
    function: str
    start: int
    end: int


class Literal(NamedTuple):
    """A word or number with its place."""

    value: Any
    start: int
    end: int


class Term(NamedTuple):
    """What is asked of a field: `sign` is a comparison, `in`, `has`, `starts`, `is` or `true`.

    `in` asks whether the field is one of the words, `has` whether it contains the one word, and
    `is` whether it is there at all. `other` is the field that it is compared with, if it is one.
    """

    operand: Operand
    sign: str
    words: tuple[Literal, ...] = ()
    other: Operand | None = None


class Filter(NamedTuple):
    """A compiled filter: `passes(values, page)`, and its terms in the order of the text."""

    passes: Test
    terms: tuple[Term, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of all fields that it reads."""
        return frozenset(operand.name for operand in self.operands)

    @property
    def operands(self) -> list[Operand]:
        """The places where it reads a field."""
        found = [(term.operand, term.other) for term in self.terms]
        return [operand for pair in found for operand in pair if operand]


@lru_cache(maxsize=256)
def compiled(text: str) -> Filter:
    """Return the filter that a text is; raises FilterError where it is none.

    It takes a mapping that has each field of an entry, and the page that the filter stands on.
    """
    if len(text) > LONGEST:
        message = f"the filter has {len(text)} characters; at most {LONGEST}; split it in two"
        raise FilterError(message, 0, len(text))
    if not text.strip():
        raise FilterError(f"the filter is empty; {GRAMMAR}", 0, max(1, len(text)))
    return _Compiler(text).filter()


def _parsed(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes, which mean what they mean in Python
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        for pattern, message in (
            (ASSIGNED, "'=' does not compare; write '=='"),
            (r"&&?|\|\|?", "write 'and' or 'or'"),
            (r"!(?!=)", "write 'not'"),
        ):
            if match := re.search(pattern, re.sub(r"\"[^\"]*\"|'[^']*'", _blank, text)):
                raise FilterError(message, *match.span()) from None
        column = getattr(error, "offset", None) or 1
        start = min(_offset(text, column - 1), len(text) - 1)
        raise FilterError(f"not a filter; {GRAMMAR}", start, len(text)) from None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _offset(text: str, column: int) -> int:
    """Return the offset of a character from that of its first byte in UTF-8, as `ast` counts."""
    return column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))


class _Compiler:
    """Compiles one text, and collects its terms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.terms: list[Term] = []

    def filter(self) -> Filter:
        # a text of one line: `ast` counts columns within a line, and blanks at the start fail
        if "\n" in self.text or self.text[0].isspace():
            raise FilterError(
                "a filter must be on one line, without leading spaces", 0, len(self.text)
            )
        tree = _parsed(self.text)
        if isinstance(tree, ast.Constant) and not isinstance(tree.value, bool):
            raise self.error(tree, f"a word is not a condition; {GRAMMAR}")
        return Filter(self.test(tree, 0), tuple(self.terms))

    def place(self, node: ast.expr) -> tuple[int, int]:
        ends = node.col_offset, node.end_col_offset or node.col_offset + 1
        start, end = (_offset(self.text, column) for column in ends)
        return start, end

    def error(self, node: ast.expr, message: str = "") -> FilterError:
        if not message and isinstance(node, ast.Call):
            message = (
                f"unknown function {_called(node)!r}; available: len, lower, upper, startswith,"
            )
            message += " endswith and search"
        return FilterError(message or INSTEAD.get(type(node), GRAMMAR), *self.place(node))

    def test(self, node: ast.expr, depth: int) -> Test:
        if depth > DEEPEST:
            raise self.error(node, f"a filter can be nested at most {DEEPEST} levels deep")
        if isinstance(node, ast.BoolOp):
            tests = [self.test(part, depth + 1) for part in node.values]
            both = all if isinstance(node.op, ast.And) else any
            return lambda values, page: both(test(values, page) for test in tests)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.test(node.operand, depth + 1)
            return lambda values, page: not inner(values, page)
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Call) and (call := self.call(node)):
            return call
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            known = node.value
            return lambda _values, _page: known
        operand, read = self.operand(node)
        self.terms.append(Term(operand, "true"))
        return lambda values, _page: bool(read(values))

    def call(self, node: ast.Call) -> Test | None:
        """Return the test that a call is, or None for a call that is an operand."""
        function, said = node.func, _called(node)
        if said == "c.this_doc" and not node.args and not node.keywords:
            return lambda values, page: bool(values[PAGE] == page)
        if said == "search":
            word = self.literal(node.args[0]) if len(node.args) == 2 else None
            if word is None or not isinstance(word.value, str) or node.keywords:
                raise self.error(node, "write search('words', field)")
            if re.search(PATTERN, word.value):
                message = "patterns are not allowed in search, because some never end; write a word"
                raise FilterError(message, word.start, word.end)
            return self.holds(word, node.args[1])
        if isinstance(function, ast.Attribute) and function.attr in {"startswith", "endswith"}:
            word = self.literal(node.args[0]) if len(node.args) == 1 else None
            if word is None or not isinstance(word.value, str) or node.keywords:
                raise self.error(node, f"write field.{function.attr}('word')")
            operand, read = self.operand(function.value)
            self.terms.append(Term(operand, "starts", (word,)))
            ends, part = function.attr == "endswith", word.value
            cut = slice(-len(part), None) if ends and part else slice(len(part))
            return lambda values, _page: (found := read(values)) is not None and found[cut] == part
        return None

    def comparison(self, node: ast.Compare) -> Test:
        left, right, sign = node.left, node.comparators[0], node.ops[0]
        if len(node.ops) > 1:
            raise self.error(node, "chained comparisons are not allowed; write 'a < 1 and b < 2'")
        if isinstance(sign, ast.Is | ast.IsNot):
            if not (isinstance(right, ast.Constant) and right.value is None):
                raise self.error(right, "'is' is allowed only with None; write '=='")
            operand, read = self.operand(left)
            self.terms.append(Term(operand, "is"))
            missing = isinstance(sign, ast.Is)
            return lambda values, _page: (read(values) is None) is missing
        if isinstance(sign, ast.In | ast.NotIn):
            held = self.membership(left, right)
            if isinstance(sign, ast.In):
                return held
            return lambda values, page: not held(values, page)
        return self.ordinary(left, right, *COMPARED[type(sign)])

    def membership(self, left: ast.expr, right: ast.expr) -> Test:
        if isinstance(right, ast.List):
            words = tuple(self.word(part) for part in right.elts)
            operand, read = self.operand(left)
            self.terms.append(Term(operand, "in", words))
            allowed = [word.value for word in words]
            return lambda values, _page: read(values) in allowed
        if isinstance(right, ast.Tuple | ast.Set):
            raise self.error(right)
        word = self.literal(left)
        if word is None:
            message = "the left side of 'in' must be a word; write 'word in field'"
            raise self.error(left, message)
        return self.holds(word, right)

    def holds(self, word: Literal, node: ast.expr) -> Test:
        operand, read = self.operand(node)
        self.terms.append(Term(operand, "has", (word,)))
        value = word.value
        return lambda values, _page: value in (read(values) or ())

    def ordinary(
        self, left: ast.expr, right: ast.expr, sign: str, compare: Callable[[Any, Any], bool]
    ) -> Test:
        """Return the test of a comparison: of a field with a word, on either side, or a field."""
        order = sign in ORDER
        for one, other, mirrored in ((left, right, False), (right, left, True)):
            word = self.literal(other)
            if word is None:
                continue
            if order and (isinstance(word.value, bool) or not isinstance(word.value, int | float)):
                raise FilterError(f"{sign!r} must compare with a number", word.start, word.end)
            operand, read = self.operand(one)
            value = word.value
            asked = MIRRORED.get(sign, sign) if mirrored else sign
            self.terms.append(Term(operand, asked, (word,)))
            if mirrored:
                return lambda values, _page: _compared(compare, value, read(values), order)
            return lambda values, _page: _compared(compare, read(values), value, order)
        operand, read = self.operand(left)
        also, read_also = self.operand(right)
        self.terms.append(Term(operand, sign, other=also))
        return lambda values, _page: _compared(compare, read(values), read_also(values), order)

    def word(self, node: ast.expr) -> Literal:
        word = self.literal(node)
        if word is None:
            raise self.error(node, "a list must hold words or numbers, such as ['a', 'b']")
        return word

    def literal(self, node: ast.expr) -> Literal | None:
        """Return a word, a number, True, False or None, or nothing for another expression."""
        inner = node.operand if isinstance(node, ast.UnaryOp) else node
        if not isinstance(inner, ast.Constant):
            return None
        value = inner.value
        if inner is not node:
            minus = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
            if not minus or isinstance(value, bool) or not isinstance(value, int | float):
                return None
            value = -value
        elif value is not None and not isinstance(value, bool | int | float | str):
            return None
        start, end = self.place(node)
        if isinstance(value, str) and not re.fullmatch(QUOTED, self.text[start:end]):
            raise self.error(node, "a word must be in plain quotes, without a prefix")
        return Literal(value, start, end)

    def operand(self, node: ast.expr) -> tuple[Operand, Read]:
        function = ""
        field = node
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id == "len" and len(node.args) == 1:
                function, field = "len", node.args[0]
            elif (
                isinstance(called, ast.Attribute)
                and called.attr in {"lower", "upper"}
                and not node.args
            ):
                function, field = called.attr, called.value
            if not function or node.keywords:
                raise self.error(node)
        if not isinstance(field, ast.Name):
            raise self.error(field, self.no_field(field))
        name = field.id
        if name in NONE_OF_THESE or name.startswith("__"):
            raise self.error(field, f"{name!r} is not a field; {GRAMMAR}")
        return Operand(name, function, *self.place(field)), _reader(name, function)

    def no_field(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return "one side of a comparison must be a field"
        if isinstance(node, ast.Attribute):
            return "a field has no attributes; write only its name"
        return ""


def _called(node: ast.Call) -> str:
    """Return the name of what is called: `name`, or `name.method`."""
    function = node.func
    if isinstance(function, ast.Attribute):
        before = function.value.id if isinstance(function.value, ast.Name) else ""
        return f"{before}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def _reader(name: str, function: str) -> Read:
    if function == "len":
        return lambda values: len(values[name] or ())
    if function:
        return lambda values: getattr(values[name] or "", function)() if values[name] else None
    return lambda values: values[name]


def _compared(compare: Callable[[Any, Any], bool], one: Any, other: Any, order: bool) -> bool:
    """Return what a comparison says; no field without a value is more or less than another."""
    if order and (one is None or other is None):
        return False
    return bool(compare(one, other))
