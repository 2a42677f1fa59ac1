"""Turns reStructuredText into HTML by docutils, which reads no file and runs nothing."""

from __future__ import annotations

import copy
import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import ApplicationError, nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, directives, roles
from docutils.readers.standalone import Reader
from docutils.utils import new_document
from docutils.writers import html5_polyglot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,  # nothing into the text or to stderr; the observer gets all
    "halt_level": 5,
    "warning_stream": "",
    "doctitle_xform": False,
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "syntax_highlight": "none",
    "smart_quotes": False,
    "math_output": "LaTeX",
    "image_loading": "link",
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "compact_lists": False,
    "footnote_references": "brackets",
    "language_code": "en",
    "id_prefix": "",
}
WARNING = 2
LINE = 10_000
QUOTED = re.compile(r'"([^"]{1,80})"')


def as_html(text: str) -> tuple[str, list[str]]:
    """Return the HTML of a text, and messages on what it could not say, with lines from 1."""
    if any(len(line) > LINE for line in text.split("\n")):  # docutils would leave it out
        return f"<pre>{_quoted(text)}</pre>", [
            f"a line of more than {LINE:,} characters became code"
        ]
    told: list[str] = []
    document = new_document("text", copy.copy(_settings()))
    document.reporter.attach_observer(lambda message: told.extend(_message(message)))
    with _only_docutils():
        try:
            Parser().parse(text, document)
            _replace(document, told)
            document.transformer.populate_from_components(
                (Reader(), Parser(), html5_polyglot.Writer())
            )
            document.transformer.apply_transforms()
            _replace_notes(document, told)
            translator = html5_polyglot.HTMLTranslator(document)
            document.walkabout(translator)
        except (ApplicationError, AttributeError, AssertionError, KeyError, TypeError, ValueError,
                IndexError, NotImplementedError) as error:  # fmt: skip
            # docutils has bugs; the source is still there
            said = f"reStructuredText that docutils cannot read became code: {error}"
            return f"<pre>{_quoted(text)}</pre>", [said[:300]]
    return "".join(translator.body), told


@cache
def _settings() -> Any:
    found = get_default_settings(Parser, Reader, html5_polyglot.Writer)
    for name, value in SETTINGS.items():
        setattr(found, name, value)
    return found


@contextmanager
def _only_docutils() -> Iterator[None]:
    """Leave out directives and roles that another package has registered in this process."""
    tables = (directives._directives, roles._roles)  # type: ignore[attr-defined]
    before = [dict(table) for table in tables]
    for table in tables:
        table.clear()
    try:
        yield
    finally:
        for table, old in zip(tables, before, strict=True):
            table.clear()
            table.update(old)


def _message(message: nodes.system_message) -> Iterator[str]:
    """Yield the text of a message of docutils that is a warning or worse."""
    if message["level"] >= WARNING:
        first = message.children[0].astext() if message.children else ""
        said = " ".join(first.split("\n\n")[0].split())
        line = f"line {message['line']}: " if message.get("line") else ""
        yield f"{line}{said[:200]}"


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _replace(document: nodes.document, told: list[str]) -> None:
    """Put what was typed in the place of what is wrong, and code in that of formulas."""
    for node in _all(document, nodes.system_message):
        kept = [child for child in node.children if isinstance(child, nodes.literal_block)]
        _put(node, kept)
    for node in _all(document, nodes.problematic):
        _put(node, [nodes.Text(node.astext())])
    for node in _all(document, nodes.math):
        told.append("a formula became code")
        _put(node, [nodes.literal("", node.astext())])
    for node in _all(document, nodes.math_block):
        told.append("a formula became code")
        _put(node, [nodes.literal_block("", node.astext())])


def _replace_notes(document: nodes.document, told: list[str]) -> None:
    """Put text in the place of what has its numbers now."""
    for node in _all(document, nodes.footnote_reference, nodes.citation_reference):
        _put(node, [nodes.Text(f"[{node.astext()}]")])
    for node in _all(document, nodes.footnote, nodes.citation):
        told.append("a footnote became plain text")
        label, *rest = node.children or [nodes.Text("")]
        if rest and isinstance(rest[0], nodes.paragraph):
            rest[0].insert(0, nodes.Text(f"[{label.astext()}] "))
        _put(node, rest)
    for node in _all(document, nodes.comment):
        _put(node, [])
    for node in _all(document, nodes.decoration):
        told.append("header and footer were left out")
        _put(node, [])


def _all(document: nodes.document, *kinds: type[nodes.Element]) -> list[Any]:
    return [node for kind in kinds for node in document.findall(kind)]


def _put(node: nodes.Element, parts: Sequence[nodes.Node]) -> None:
    """Replace a node by others; one that is already gone stays so."""
    if node.parent is not None and node in node.parent.children:
        node["ids"] = []
        node.parent.replace(node, [*parts])
