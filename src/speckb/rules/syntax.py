"""Rules for the YAML of front matter. Checked by its parser."""

from __future__ import annotations

from speckb.rules.rule import Group, Scope, reading_rule


@reading_rule("yaml-syntax", Group.YAML, Scope.ONE_ENTRY)
def yaml_syntax() -> None:
    """Front matter is valid YAML: text that contains a colon and a space is quoted.

    Bad:

        title: Atlas: every branch

    Good:

        title: "Atlas: every branch"
    """


@reading_rule("yaml-duplicate-key", Group.YAML, Scope.ONE_ENTRY)
def yaml_duplicate_key() -> None:
    """A field is not repeated in its group.

    Bad:

        mark: Atlas
        mark: Atlas 3

    Good:

        mark: Atlas
    """


@reading_rule("yaml-alias", Group.YAML, Scope.ONE_ENTRY)
def yaml_alias() -> None:
    """Front matter has no anchors or aliases: each value is written where it is used.

    Bad:

        title: &name Atlas
        mark: *name

    Good:

        title: Atlas of branches
        mark: Atlas
    """


@reading_rule("yaml-tag", Group.YAML, Scope.ONE_ENTRY)
def yaml_tag() -> None:
    """Front matter has no YAML tags: the schema decides what is a number, text or a list.

    Bad:

        year: !!int 1920

    Good:

        year: 1920
    """


@reading_rule("yaml-key", Group.YAML, Scope.ONE_ENTRY)
def yaml_key() -> None:
    """A field's name is plain text, not a list or group.

    Bad:

        ? [title]
        : Atlas of branches

    Good:

        title: Atlas of branches
    """
