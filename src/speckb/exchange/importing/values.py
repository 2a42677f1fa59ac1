"""Converts a value of a source to the form of the field that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.schema import NUMBER as DIGITS
from speckb.corpus.schema_parts import decimal
from speckb.exchange import flat
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.exchange.flat import Column

TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
SHOWN = 80  # letters of a value in a message
WORDS = 20  # of a vocabulary in a message


def value(column: Column, raw: Any, words: Mapping[str, str]) -> Any:
    """Return the value that a field gets, None where it is empty.

    `words` has words of the vocabulary by words of the source. Raises ValueError for a value that
    the field cannot have.
    """
    if column.form == flat.LIST:
        text = as_text(raw)
        found = raw if isinstance(raw, list) else flat.value_of(text, column.form)
        return [_word(column, as_text(one), words) for one in found or ()] or None
    if isinstance(raw, list | dict) and column.form in {flat.RECORDS, flat.EITHER}:
        return raw
    if column.form in {flat.RECORDS, flat.EITHER}:
        return flat.value_of(as_text(raw), column.form)
    if column.form == flat.TRUTH:
        return raw if isinstance(raw, bool) else _truth(as_text(raw))
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if is_number and column.form in {flat.INTEGER, flat.NUMBER}:
        return raw
    return _word(column, as_text(raw), words)


def as_text(raw: Any) -> str:
    """Return a value of a source as text, a list as that of a cell.

    Raises ValueError for a group, and for a list of lists or groups.
    """
    if isinstance(raw, bool):
        return "true" if raw else "false"
    parts = raw if isinstance(raw, list) else [raw]
    if isinstance(raw, dict) or any(isinstance(one, list | dict) for one in parts):
        raise ValueError("the source has a group of values, and the field has text")
    if isinstance(raw, list):
        return flat.SEPARATOR.join(map(as_text, raw))
    return decimal(raw) if isinstance(raw, float) else str(raw)


def _truth(text: str) -> bool:
    found = TRUTH.get(text.strip().lower())
    if found is None:
        raise ValueError(f"{text[:SHOWN]!r} is neither true nor false")
    return found


def _word(column: Column, text: str, words: Mapping[str, str]) -> str | None:
    """Return a text without blanks around it, or the word of the vocabulary that it stands for."""
    if text in words:
        return words[text]
    tidy = text.strip("\r\n") if column.name == flat.PROSE else text.strip()
    is_number = column.form in {flat.INTEGER, flat.NUMBER} and DIGITS.fullmatch(tidy)
    if not column.words or tidy in column.words or is_number or not tidy:
        return tidy or None
    known = {title.casefold(): word for word, title in column.words.items()}
    known |= {word.casefold(): word for word in column.words}
    if tidy.casefold() in known:
        return known[tidy.casefold()]
    raise ValueError(
        f"{tidy[:SHOWN]!r} is not allowed{instead(tidy, column.words, WORDS)}; the mapping can say"
        f" under [words.{flat.joined([column.name])}] what it stands for"
    )
