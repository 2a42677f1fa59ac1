"""Random sentences and pages, with the length and markup of real ones."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

VOCABULARY = (
    "a the one each such this that its their any no some every both either an offer answer key "
    "session party message endpoint media signal path call proxy relay device network lock seal "
    "token mode state reply peer value rule limit choice cost risk delay sends takes holds needs "
    "keeps signs reads meets makes leaves knows drops starts ends shares checks waits before after "
    "with without over under between inside against by for from to of in on as than when while "
    "because although still only also once often later early long short plain strong weak open "
    "closed fresh old second first common rare known hidden direct separate complete"
)
WORDS = VOCABULARY.split()
TERMS = ["mixer", "bridge", "handshake", "envelope", "ticket", "anchor", "gateway", "fingerprint"]
NAMES = ["Sealed", "Plain", "Shared", "Mutual", "Relayed", "Delayed", "Direct", "Signed", "Forked"]
THINGS = ["offer", "answer", "session", "relay", "token", "bridge", "envelope", "ticket", "path"]
GAP = "\N{NO-BREAK SPACE}"


def title(random: Random) -> str:
    """Return a title of three words."""
    return f"{random.choice(NAMES)} {random.choice(THINGS)} {random.choice(WORDS)}"


def sentence(random: Random, *inserts: str) -> str:
    """Return a sentence of 10 to 18 random words with the inserts at random positions."""
    words = random.choices(WORDS, k=random.randint(10, 18))
    if random.random() < 0.25:
        words.append(random.choice(TERMS))
    for insert in inserts:
        words.insert(random.randint(1, len(words)), insert)
    return f"{words[0].capitalize()} {' '.join(words[1:])}."


def body(random: Random, links: Sequence[str]) -> str:
    """Return a page of Markdown with a link to each entry of `links`, a list and a heading."""
    roles = [f"{{entry}}`{one}`" for one in links]
    roles[-1] = f"{{entry}}`the{GAP}other{GAP}{random.choice(THINGS)}{GAP}<{links[-1]}>`"
    paragraphs = [
        [sentence(random) for _ in range(random.randint(3, 6))] for _ in range(random.randint(4, 6))
    ]
    for number, role in enumerate(roles):
        paragraphs[number % len(paragraphs)].append(sentence(random, role))
    paragraphs[1].append(sentence(random, f"**{random.choice(WORDS)}**", f"`{title(random)}`"))
    blocks = [paragraph(" ".join(sentences)) for sentences in paragraphs]
    items = [
        textwrap.indent(paragraph(sentence(random)), "  ").replace("  ", "- ", 1)
        for _ in range(random.randint(3, 5))
    ]
    middle = [paragraph(sentence(random)[:-1] + ":"), "\n".join(items), f"## {title(random)}"]
    return "\n\n".join([*blocks[:2], *middle, *blocks[2:]]) + "\n"


def paragraph(text: str) -> str:
    """Return text wrapped at 98 characters, never within a role."""
    lines = textwrap.wrap(text, 98, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace(GAP, " ")
