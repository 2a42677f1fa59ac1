"""Which mutants there are: Cosmic Ray's, without those that no test could or should notice."""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Left out of Cosmic Ray's operators: removed decorators (a class or a rule is then none, or a cache
# is gone, which changes nothing but time), `==` for `is` (equal for None), names of variables in
# place of others, and all but one replacement for each operator, as the others fail alike.
_COMPARED = "Eq_NotEq NotEq_Eq Lt_LtE LtE_Lt Gt_GtE GtE_Gt Is_IsNot IsNot_Is".split()
_COMPUTED = "Add_Sub Sub_Add Mul_Div Div_Mul FloorDiv_Mul Mod_Add BitOr_BitAnd BitAnd_BitOr".split()
OPERATORS = [
    *(f"ReplaceComparisonOperator_{pair}" for pair in _COMPARED),
    *(f"ReplaceBinaryOperator_{pair}" for pair in _COMPUTED),
    *"ReplaceUnaryOperator_USub_UAdd ReplaceUnaryOperator_Delete_Not AddNot".split(),
    *"ReplaceTrueWithFalse ReplaceFalseWithTrue ReplaceAndWithOr ReplaceOrWithAnd".split(),
    *"ReplaceBreakWithContinue ReplaceContinueWithBreak ExceptionReplacer".split(),
    *"NumberReplacer ZeroIterationForLoop".split(),
]
# Arguments that change speed, or what happens only if another line of the engine is wrong; and the
# priorities of events, of which one more or less changes no order.
UNSEEN = {"frozen", "slots", "kw_only", "strict", "maxsize", "check", "daemon", "priority"}
# Functions that tell nothing but how far something is or how an object looks to a developer.
SILENT = {"__repr__", "__str__", "progress"}


@dataclass(frozen=True, order=True)
class Mutant:
    """One occurrence of one operator; `first` and `last` are the lines of the statement."""

    path: str
    line: int
    operator: str
    occurrence: int
    first: int
    last: int

    def code(self, source: str) -> str:
        """Return the source with the fault in it."""
        mutated = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        assert mutated is not None
        return mutated

    def is_python(self, root: Path) -> bool:
        """Return whether the code can be compiled: `not` before an assignment cannot."""
        try:
            ast.parse(self.code((root / self.path).read_text(encoding="utf-8")))
        except SyntaxError:
            return False
        return True


def sample(root: Path, room: str, size: int, seed: int) -> list[Mutant]:
    """Return `size` mutants of a room, at most one for each line."""
    found: dict[tuple[str, int], list[Mutant]] = {}
    for path in sorted((root / "src/speckb" / room).rglob("*.py")):
        for mutant in _mutants(path.read_text(encoding="utf-8"), str(path.relative_to(root))):
            found.setdefault((mutant.path, mutant.line), []).append(mutant)
    chance = random.Random(f"{seed} {room}")
    chosen = (chance.choice(found[line]) for line in chance.sample(sorted(found), len(found)))
    return sorted(islice((mutant for mutant in chosen if mutant.is_python(root)), size))


def _mutants(source: str, path: str) -> Iterator[Mutant]:
    tree = ast.parse(source)
    left_out, statements = _left_out(tree), _statements(tree)
    nodes, lines = list(ast_nodes(get_ast(source))), source.splitlines()
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, _) in enumerate(places):
            star = lines[start[0] - 1].startswith("*,", start[1])  # of a signature: no operator
            if not star and not any(one <= start < end for one, end in left_out):
                around = [span for span in statements if start[0] in span]
                span = min(around, key=len, default=start[:1])
                yield Mutant(path, start[0], f"core/{name}", occurrence, span[0], span[-1])


def _left_out(tree: ast.Module) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where annotations and code that nobody sees the work of begin and end."""
    out: list[ast.AST | None] = []
    for node in ast.walk(tree):
        match node:
            case ast.arg() | ast.AnnAssign():
                out.append(node.annotation)
            case ast.FunctionDef(name=name):
                out.append(node if name in SILENT else node.returns)
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Compare(left=ast.Name("__name__"))):
                out.append(node)
            case ast.keyword(arg=name) if name in UNSEEN:
                out.append(node.value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr="info" | "debug")):
                out.append(node)
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in out if n]


def _statements(tree: ast.Module) -> list[range]:
    """Return the lines of each statement; of a compound one, those of its head."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            body = getattr(node, "body", None)
            found.append(
                range(first, max(first + 1, body[0].lineno) if body else node.end_lineno + 1)
            )
    return found
