"""Rules for fields and values, from the JSON Schema of the entry's type. Checked by the loader."""

from __future__ import annotations

from speckb.rules.rule import Group, Scope, reading_rule


@reading_rule("field-unknown", Group.FIELDS, Scope.ONE_ENTRY)
def field_unknown() -> None:
    """A field is in the schema of the type.

    Bad:

        desk: 1

    Good:

        desks: 1
    """


@reading_rule("field-missing", Group.FIELDS, Scope.ONE_ENTRY)
def field_missing() -> None:
    """An entry has every field that the schema of its type requires.

    Bad:

        id: ATLAS-3
        title: Atlas of branches
        mark: Atlas

    Good:

        id: ATLAS-3
        title: Atlas of branches
        section: "7"
        mark: Atlas
    """


@reading_rule("value-type", Group.FIELDS, Scope.ONE_ENTRY)
def value_type() -> None:
    """A value has the type that the schema requires: text, a list, a number or a group.

    Bad:

        draws_on: ATLAS-3

    Good:

        draws_on: [ATLAS-3]
    """


@reading_rule("value-empty", Group.FIELDS, Scope.ONE_ENTRY)
def value_empty() -> None:
    """A field that is present has a value.

    Bad:

        summary:

    Good:

        summary: A bus full of books.
    """


@reading_rule("value-form", Group.FIELDS, Scope.ONE_ENTRY)
def value_form() -> None:
    """A value has the form that the schema requires, such as an id, a date or a section.

    Bad:

        section: seven

    Good:

        section: "7"
    """


@reading_rule("value-unknown", Group.FIELDS, Scope.ONE_ENTRY)
def value_unknown() -> None:
    """A value is one of the words that the schema lists.

    Bad:

        duty: [OUGHT]

    Good:

        duty: [SHOULD]
    """


@reading_rule("value-twice", Group.FIELDS, Scope.ONE_ENTRY)
def value_twice() -> None:
    """A list names each item once.

    Bad:

        draws_on: [ATLAS-3, ATLAS-3]

    Good:

        draws_on: [ATLAS-3]
    """
