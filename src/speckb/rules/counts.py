"""Rule for numbers of entries in prose, which the role `count` keeps right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.rules.rule import Group, Hit, Scope, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType

NEAR = 100  # characters before the plural that can hold the number and the title
LEAST = 5  # a smaller number is nearly always that of some entries, not of all
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
ONES += " fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


@rule("count-typed", Group.PROSE, Scope.WHOLE_CORPUS, severity="note")
def count_typed(corpus: Corpus) -> Iterator[Hit]:
    """The number of all entries of a type, from five on, is counted by `count` and not typed.

    Bad:

        The paper names five works.

    Good:

        The paper names {count}`work` works.
    """
    for name, group in corpus.by_type.items():
        if len(group) < LEAST:
            continue
        numbers = [str(len(group)), *_spelled(len(group))]
        kind = corpus.settings.types[name]
        before = None
        for plural in sorted(_plurals(kind)):
            for item in corpus.items:
                text = item.prose.text
                for start in _places(text, plural):
                    before = before or _before(kind, numbers)
                    first = max(0, start - NEAR)
                    if match := before.search(text[first:start]):
                        at = first + match.start("number")
                        if item.prose.is_text(at):
                            span = item.prose.span(at, first + match.end("number"))
                            message = (
                                f"write {{count}}`{name}`, because the number of entries can change"
                            )
                            yield Hit(item, span, message)


def _places(text: str, word: str) -> Iterator[int]:
    """Yield the places of a word in a text."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(word, end)


def _plurals(kind: EntryType) -> set[str]:
    """Return what many entries of a type are called: by the last word of its title, or its folder.

    The folder has plurals that no rule of grammar gives, such as criteria.
    """
    word = kind.title.lower().split()[-1]
    if word.endswith("y"):
        word = f"{word.removesuffix('y')}ie"
    elif word.endswith(("s", "x", "ch", "sh")):
        word = f"{word}e"
    return {f"{word}s", kind.folder.rpartition("/")[2].lower()}


def _before(kind: EntryType, numbers: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of a number, and of the first words of a title, at the end of a text."""
    first = "".join(rf"(?:{re.escape(w)}\s{{1,9}})?" for w in kind.title.lower().split()[:-1])
    return re.compile(rf"(?i)(?<![\w.,-])(?P<number>{'|'.join(numbers)})\s{{1,9}}{first}\Z")


def _spelled(number: int) -> list[str]:
    """Return a number below 100 as a word."""
    ones, tens = ONES.split(), TENS.split()
    if number < len(ones):
        return [ones[number]]
    if number >= 100:
        return []
    rest = f"-{ones[number % 10]}" if number % 10 else ""
    return [f"{tens[number // 10 - 2]}{rest}"]
