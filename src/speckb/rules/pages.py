"""Renders the reference: a page for each rule from its docstring, an index, settings and fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, get_args

from speckb.corpus.settings import FILE, reference
from speckb.files.transaction import Change, commit
from speckb.rules.check import OFF, RULES
from speckb.rules.finding import Severity
from speckb.rules.reviews import RULE as REVIEWS
from speckb.rules.rule import NEEDLESS, Group
from speckb.suggest import choice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speckb.rules.check import Rule

INDEX = "index.md"
MARKDOWN = {Group.NAMES, Group.LINKS}
PROTECTS = (
    "Without this rule, a file could harm readers or be missing from what"
    " is published. The settings and `accepted` cannot turn it off."
)
EXAMPLE = re.compile(r"^(?P<kind>Bad|Good):(?P<text>.*)\n(?P<block>(?:\n|    .*(?:\n|\Z))*)", re.M)
HEAD = "% Written by `speckb reference`."
RULES_FOLDER = "rules"
BACKTICKS = re.compile(r"`{3,}")


class Example(NamedTuple):
    """An example from a rule's docstring: a sentence, or lines of a file (`is_code`)."""

    kind: str
    text: str
    is_code: bool


def examples(rule: Rule) -> list[Example]:
    """Return the examples of the rule's docstring, from under `Bad:` and `Good:`."""
    found = []
    for match in EXAMPLE.finditer(f"{rule.text}\n"):
        block = re.sub("^    ", "", match["block"], flags=re.M).strip("\n")
        found.append(Example(match["kind"], block or match["text"].strip(), bool(block)))
    return found


def pages() -> dict[str, str]:
    """Return the text of each page by its path below the folder of the reference."""
    rules = {INDEX: _index(), **{f"{rule.id}.md": _page(rule) for rule in RULES.values()}}
    return {
        "settings.md": _joined([reference.settings_page()]),
        "fields.md": _joined([reference.fields_page()]),
        **{f"{RULES_FOLDER}/{name}": text for name, text in rules.items()},
    }


def _index() -> str:
    parts = ["# Rules of the check"]
    parts.append(
        "Each rule has an id, which a finding shows in brackets, and a"
        " severity: an *error* is wrong, a *warning* may be intended, a *note*"
        " is worth a look. `speckb explain RULE` prints the same text."
    )
    for group in Group:
        rules = [rule for rule in RULES.values() if rule.group is group]
        lines = [
            f"- [{rule.id}]({rule.id}.md), {rule.strength}: {rule.statement}" for rule in rules
        ]
        parts += [f"## {group.value}", "\n".join(lines)]
    parts.append("\n".join(["```{toctree}", ":hidden:", "", *RULES, "```"]))
    return _joined(parts)


def _page(rule: Rule) -> str:
    parts = [f"# {rule.id}", rule.statement, f"Severity: **{rule.strength}**"]
    for example in examples(rule):
        text = example.text
        shown = _code(_language(rule), text) if example.is_code else text[0].upper() + text[1:]
        parts += [f"## {example.kind}", shown]
    if rule.protects:
        return _joined([*parts, "## Always an error", PROTECTS])
    parts += ["## On purpose", *_on_purpose(rule)]
    toml = f'[speckb.rules]\n{rule.id} = "{_other(rule.severity)}"'
    allowed = choice(f"`{name}`" for name in (*get_args(Severity), OFF))
    parts += [
        "## Another severity",
        f"In `{FILE}`, for the whole knowledge base; allowed: {allowed}.",
        _code("toml", toml),
    ]
    return _joined(parts)


def _on_purpose(rule: Rule) -> Sequence[str]:
    if rule.id == REVIEWS:
        return ["No entry can break this rule, so no entry can accept it."]
    if rule.id == NEEDLESS:
        return ["An entry cannot accept this rule: remove the line instead."]
    if rule.while_reading:
        return ["A file that breaks this rule is not read as an entry, so no entry can accept it."]
    reason = f"accepted:\n  {rule.id}: Why this entry breaks the rule."
    return [
        "An entry that breaks the rule on purpose gives the reason in its front"
        " matter. The finding is then not reported for this entry:",
        _code("yaml", reason),
    ]


def _other(severity: Severity) -> str:
    return "warning" if severity == "error" else "error"


def _language(rule: Rule) -> str:
    in_prose = rule.id.startswith(("prose-", "heading-"))
    return "markdown" if in_prose or rule.group in MARKDOWN else "text"


def _code(language: str, text: str) -> str:
    longest = max((len(run) for run in BACKTICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join([HEAD, *parts]) + "\n"


def stale(folder: Path) -> list[str]:
    """Return the pages of the folder that are missing, differ, or belong to no rule."""
    wanted = {name: text.encode() for name, text in pages().items()}
    found = _found(folder)
    return sorted(name for name in wanted | found if wanted.get(name) != found.get(name))


def write(folder: Path) -> None:
    """Write the pages into a folder, and delete pages of rules that no longer exist."""
    old = _found(folder)
    new = {name: text.encode() for name, text in pages().items()}
    changes = [Change(folder / name, old.get(name), new.get(name)) for name in old | new]
    (folder / RULES_FOLDER).mkdir(parents=True, exist_ok=True)
    commit(folder, changes, "speckb reference")


def _found(folder: Path) -> dict[str, bytes]:
    """Return what the folder has: all pages of rules, and of the other pages those that exist."""
    others = [folder / name for name in pages() if "/" not in name]
    paths = [*(folder / RULES_FOLDER).glob("*.md"), *(path for path in others if path.is_file())]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
