"""Rule for what directives take: arguments, options and content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.prose.contents import glossary_problem, table_problem
from speckb.corpus.prose.forms import FORMS, misformed, option_value
from speckb.corpus.prose.text import OPTION
from speckb.rules.rule import Group, Hit, Scope, rule
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.prose import Use
    from speckb.corpus.prose.forms import Form


@rule("directive-form", Group.PROSE, Scope.ONE_ENTRY)
def directive_form(corpus: Corpus) -> Iterator[Hit]:
    """A directive has the argument, options and content that it requires or allows, and no others.

    There is something that it can show: no `trace` without one in the settings.

    One that makes headings, `comparisons`, is placed where a heading is allowed.

    Bad:

        ```{image} drawings/flood.svg
        :alt: The branch under water
        :widht: 20em
        ```

    Good:

        ```{image} drawings/flood.svg
        :alt: The branch under water
        :width: 20em
        ```
    """
    for item in corpus.items:
        outer = 0  # where the directives end that came before
        for use in item.prose.directives:
            if form := FORMS.get(use.name):
                for (start, end), message in _problems(use, form):
                    yield Hit(item, item.prose.span(start, end), message)
            if reason := corpus.settings.lack(use.name):
                yield Hit(item, use.name_span, f"{{{use.name}}} has nothing to show: {reason}")
            block = item.prose.block(use)
            if use.name == "comparisons" and not _can_head(use, outer):
                message = (
                    "{comparisons} makes headings, so it is not allowed in a list,"
                    " quote or directive"
                )
                yield Hit(item, use.name_span, message)
            outer = max(outer, block.end)


def _can_head(use: Use, outer: int) -> bool:
    """Return whether a directive stands at the margin, and in no directive that ends at `outer`."""
    start = use.prose.block(use).fence[0]
    return start >= outer and use.prose.text[start - 1 : start] in {"", "\n"}


def _problems(use: Use, form: Form) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield position and message of each fault of a directive."""
    block = use.prose.block(use)
    text = use.prose.text
    if form.argument == "needed" and not use.target:
        yield use.name_at, f"{{{use.name}}} must have an argument, on the same line"
    yield from _options(use, form, block.start, block.options_end)
    if lacking := [name for name in form.needed if name not in use.prose.options(use)]:
        yield use.name_at, f"{{{use.name}}} must have the option {choice(lacking)}"
    content = text[block.options_end : block.end].strip(" \t\n>")
    if not form.argument and not form.content and use.target:
        yield use.target_at, f"{{{use.name}}} takes no argument"
    has_content = bool(content) or (not form.argument and bool(use.target))
    if form.content == "needed" and not has_content:
        yield use.name_at, f"{{{use.name}}} has no content"
    elif has_content and form.content:
        yield from _content(use, block.options_end, block.end)
    elif not form.content and content:
        start = block.options_end + text[block.options_end : block.end].index(content)
        yield (start, start + len(content)), f"{{{use.name}}} takes no content"


def _content(use: Use, start: int, end: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the faults of content that has a form of its own."""
    text = use.prose.text[start:end]
    if use.name == "list-table":
        options = use.prose.options(use)
        values = {name: use.prose.text[slice(*at)] for name, at in options.items()}
        if problem := table_problem(text, values):
            yield use.name_at, problem
    elif use.name == "glossary":
        lines = text.strip("\n").split("\n")
        number, problem = glossary_problem(lines)
        if problem:
            first = start + len(text) - len(text.lstrip("\n"))
            first += sum(len(line) + 1 for line in lines[:number])
            yield (first, first + len(lines[number])), problem


def _options(use: Use, form: Form, start: int, end: int) -> Iterator[tuple[tuple[int, int], str]]:
    seen: set[str] = set()
    for line in use.prose.text[start:end].split("\n"):
        at = start, start + max(1, len(line))
        start += len(line) + 1
        match = OPTION.fullmatch(line)
        if not line.strip(" \t>") or line.strip().startswith("---"):
            continue
        if not match:
            yield at, "not an option; write ':name: value', or a blank line before the content"
        elif match["name"] in seen:
            yield at, f"option {match['name']!r} is repeated"
        elif match["name"] not in form.options:
            hint = instead(match["name"], sorted(form.options))
            yield at, f"{{{use.name}}} has no option {match['name']!r}{hint}"
        elif problem := option_value(match["value"])[1]:
            value = start - len(line) - 1 + match.start("value")
            yield (value, value + max(1, len(match["value"]))), problem
        elif words := misformed(form.options[match["name"]], match["value"]):
            yield at, f"option {match['name']!r} must be {words}, not {match['value']!r}"
        if match:
            seen.add(match["name"])
