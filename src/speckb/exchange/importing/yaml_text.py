"""YAML of strangers as plain data: no tags, aliases or repeated keys, and a limit of nesting.

As in front matter, a plain scalar remains the text that was typed, except null, true and false.
"""

from __future__ import annotations

from typing import Any

from speckb.exchange.importing.source import BadFileError
from speckb.files.frontmatter import LIMIT, Builder
from speckb.files.limits import Limits

NESTING = 20


def loaded(text: str, name: str, first_line: int = 1) -> dict[str, Any]:
    """Return the fields of a YAML text; raises BadFileError with line and column.

    `first_line` is the number in the file of the text's first line.
    """
    builder = Builder(Limits(nesting=NESTING))
    data = builder.build(text if text.endswith("\n") else f"{text}\n")
    for problem in builder.problems:
        line = problem.span.line - 2 + first_line  # the builder counts from a fence on line 1
        message = problem.message
        if problem.rule == LIMIT:
            message = f"{message.partition('; at most')[0]}; at most {NESTING}"
        raise BadFileError(f"{name}:{line}:{problem.span.column}: {message}")
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise BadFileError(f"{name}:{first_line}: not a list of 'field: value' lines")
    return data
