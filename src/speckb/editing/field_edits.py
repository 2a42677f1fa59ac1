"""Replaces fields of an entry's file, and its prose; everything else stays as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from speckb.editing.field_lines import field_lines
from speckb.editing.layout import comments
from speckb.editing.ordering import LOADER, fields, ordered
from speckb.files.frontmatter import FENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.files.textfile import TextFile


class CommentError(Exception):
    """A field cannot be replaced, because a comment in it would be lost."""


def replaced(
    file: TextFile, schema: Mapping[str, Any], changed: Mapping[str, Any], prose: str | None
) -> bytes:
    """Return the bytes of a file in which fields have other values; None takes a field out.

    A new field is put into its place by the schema. `prose` is the new text below the front matter,
    or None where it stays. Raises CommentError, and ValueError for a value that YAML cannot hold.
    """
    lines = file.raw.split("\n")
    mark = "\r" if lines[0].endswith("\r") else ""
    lines = [line.removesuffix("\r") for line in lines]
    end = next(i for i, line in enumerate(lines) if i and line.rstrip() == FENCE)
    head = lines[1:end]
    node: Any = yaml.compose("\n".join(head), LOADER)
    names = [key.value for key, _ in node.value]
    parts = fields(head)
    if len(parts) != 2 * len(names) + 1:
        raise CommentError("the front matter is in braces")
    for place, name in enumerate(names):
        if name not in changed:
            continue
        _refuse_comments(name, parts[2 * place + 1])
        value = changed[name]
        parts[2 * place + 1] = [] if value is None else field_lines(name, value)
    found = [line for part in parts for line in part]
    new = {k: v for k, v in changed.items() if k not in names and v is not None}
    found += [line for name, value in new.items() for line in field_lines(name, value)]
    if new:
        found = ordered(found, schema)
    below = lines[end + 1 :] if prose is None else ["", *prose.split("\n"), ""]
    if not prose:
        below = below if prose is None and below else [""]
    text = "\n".join(f"{line}{mark}" for line in [FENCE, *found, FENCE, *below[:-1]])
    return file.holding(f"{text}\n{below[-1]}")


def _refuse_comments(name: str, lines: list[str]) -> None:
    """Raise CommentError where a field has a comment."""
    held = sum(_text(yaml.compose("\n".join(lines), LOADER)).count(sign) for sign in (" #", "\n#"))
    found = "\n".join(lines)
    if [*comments(lines)] or found.count(" #") > held or _is_between_tokens("#", found):
        raise CommentError(f"{name!r} has a comment")


def _is_between_tokens(sign: str, text: str) -> bool:
    """Return whether a sign is outside of all tokens, as in `"text"#comment`."""
    end = 0
    for token in yaml.scan(text, LOADER):
        if sign in text[end : token.start_mark.index]:
            return True
        end = max(end, token.end_mark.index)
    return sign in text[end:]


def _text(node: Any) -> str:
    """Return the text of all scalars below a node."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.MappingNode):
        return "\0".join(f"{_text(key)}\0{_text(value)}" for key, value in node.value)
    return "\0".join(_text(one) for one in getattr(node, "value", ()))
