"""Readers of a field's JSON Schema: its alternatives, its vocabulary, and what it has many of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from speckb.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.language import Catalogue

    Part = Mapping[str, Any]

YES, NO = N_("yes"), N_("no")


def options(part: Part) -> list[Part]:
    """Return the schema of a field and the alternatives below its `oneOf`."""
    return [part, *part.get("oneOf", ())]


def constants(part: Part) -> list[tuple[Any, str]]:
    """Return the values that the alternatives allow by `const`, each as readers see it."""
    found = [option for option in options(part) if "const" in option]
    return [(o["const"], str(o.get("title", plain(o["const"])))) for o in found]


def plain(value: object) -> str:
    """Return a value as text: numbers without needless zeros, truth as `yes` or `no`."""
    if isinstance(value, bool):
        return YES if value else NO
    return decimal(value) if isinstance(value, float) else str(value)


def decimal(value: float) -> str:
    """Return a number with all its digits, up to 15, and neither exponent nor needless zeros."""
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(part: Part) -> list[Any]:
    """Return the vocabulary of a field: its constants, then the words of its `enum`."""
    return [*(value for value, _ in constants(part)), *part.get("enum", ())]


def item(part: Part) -> Part:
    """Return the schema of each value of a group with free names, or of each item of a list.

    It is empty for a field that is one value, and for a group whose names are fixed.
    """
    values = part.get("additionalProperties")
    found: Part = values if isinstance(values, dict) else part.get("items", {})
    return found


def in_words(part: Any, words: Catalogue) -> Any:
    """Return a part of the engine's own schemas with titles in the words of a catalogue."""
    if not isinstance(part, dict) or not words.texts:
        return part
    return {
        key: words.text(held) if key == "title" and isinstance(held, str) else in_words(held, words)
        for key, held in part.items()
    }
