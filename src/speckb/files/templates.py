"""Jinja templates of a knowledge base: which of them Jinja cannot compile, and where.

Jinja computes constants of a template when it compiles: `{{ 9**9**9 }}` would never end. The check
therefore compiles in a child process with limits, once per content.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.files import merging
from speckb.files.characters import described, forbidden
from speckb.files.child import ChildError, Limits, run
from speckb.files.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FOLDER = "_templates"
SUFFIX = ".html"
MOST_BYTES = 1_000_000
# What Sphinx's environment has beside Jinja's own.
EXTENSIONS = ("jinja2.ext.i18n",)
FILTERS = ("tobool", "toint", "todim", "slice_index")
LIMITS = Limits(seconds=10, memory=500, output=10)
ENGINE = Path(__file__).parents[2]
COMMAND = """
import sys
sys.path.insert(0, sys.argv[1])
from speckb.files import templates
templates.child()
"""


class Wrong(NamedTuple):
    """What is wrong with a template: its path from the root, its text, the line, a message."""

    path: str
    text: str
    line: int
    message: str


def wrong(root: Path) -> Iterator[Wrong]:
    """Yield the templates of a knowledge base that cannot be read or compiled, sorted by path."""
    known = memory(root)
    unknown: dict[str, str] = {}
    for path in files(root / FOLDER):
        name = path.relative_to(root).as_posix()
        text = read(path)
        if isinstance(text, Wrong):
            yield text._replace(path=name)
        elif not known.has(text.encode()):
            unknown[name] = text
    for name, found in _compiled(unknown).items():
        if found is None:
            known.add(unknown[name].encode())
        else:
            yield Wrong(name, unknown[name], *found)


def problem(environment: Any, text: str) -> tuple[int, str] | None:
    """Return line and message of what Jinja cannot compile in a template, or None."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415  slow

    try:
        environment.compile(text)
    except TemplateSyntaxError as error:
        return error.lineno, str(error.message)
    except RecursionError:
        return 1, "nested too deep"
    except Exception as error:  # of Python's compiler, or of what computes a constant
        return 1, f"{type(error).__name__}: {getattr(error, 'msg', error)}"
    return None


def child() -> None:
    """Compile the templates that standard input has, and print what is wrong with each."""
    made = environment()
    print(json.dumps([problem(made, text) for text in json.load(sys.stdin)]))


def environment(**options: Any) -> Any:
    """Return an environment that compiles what Sphinx's own does; its translations are none."""
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415  slow

    made: Any = SandboxedEnvironment(extensions=EXTENSIONS, **options)
    made.filters.update(dict.fromkeys(FILTERS, str))
    made.install_null_translations()
    return made


@cache
def memory(root: Path) -> Memory:
    """Return the memory of what was compiled."""
    return Memory(root, [Path(__file__)], ["jinja2"])


def files(top: Path) -> Iterator[Path]:
    """Yield the templates below a folder, sorted within each folder."""
    for folder, folders, names in os.walk(top):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(SUFFIX))


def read(path: Path) -> str | Wrong:
    """Return the text of a template, or why it cannot be read."""
    nothing = Wrong("", "", 1, "")
    if path.is_symlink() or not path.is_file():
        return nothing._replace(message="a template must be a file, not a link")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        text = data.decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        return nothing._replace(message=str(error.strerror))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        shown = data.decode("utf-8", "replace")
        return Wrong("", shown, line, "the file is not UTF-8")
    if len(data) > MOST_BYTES:
        return nothing._replace(message=f"the template is larger than {MOST_BYTES:,} bytes")
    for found, message in (
        (forbidden(text), described),
        (merging.mark(text), lambda _: merging.UNFINISHED),
    ):
        if found:
            return Wrong("", text, text.count("\n", 0, found.start()) + 1, message(found[0]))
    return text


def _compiled(texts: Mapping[str, str]) -> dict[str, tuple[int, str] | None]:
    """Return what is wrong with templates, by name; None for one that compiles.

    Where one of them breaks a limit, it is the only one in the result.
    """
    if not texts:
        return {}
    names = [*texts]
    try:
        return dict(zip(names, _run([*texts.values()]), strict=True))
    except ChildError as error:
        if len(names) == 1:
            return {names[0]: (1, f"to compile it {error}")}
    half = len(names) // 2
    parts = ({name: texts[name] for name in some} for some in (names[:half], names[half:]))
    found = (_compiled(part) for part in parts)
    return next((one for one in found if any(one.values())), {})


def _run(texts: Sequence[str]) -> list[tuple[int, str] | None]:
    command = [sys.executable, "-I", "-c", COMMAND, str(ENGINE)]
    ended = run(command, LIMITS, given=json.dumps(texts).encode(), env={"PATH": ""})
    if ended.status:
        raise ChildError(f"ended with status {ended.status}")
    found: list[tuple[int, str] | None] = [one and tuple(one) for one in json.loads(ended.output)]
    return found
