"""Rules on the YAML of front matter, found while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules.rule import Hit, faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus


@rule("yaml-syntax")
def yaml_syntax(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is YAML: a text with a colon and a space in it stands in quotes.

    Bad:

        title: Atlas: every branch

    Good:

        title: "Atlas: every branch"
    """
    yield from faults(corpus, "yaml-syntax")


@rule("yaml-duplicate-key")
def yaml_duplicate_key(corpus: Corpus) -> Iterator[Hit]:
    """A field stands once in its group.

    Bad:

        mark: Atlas
        mark: Atlas 3

    Good:

        mark: Atlas
    """
    yield from faults(corpus, "yaml-duplicate-key")


@rule("yaml-alias")
def yaml_alias(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no anchors and aliases: each value is written where it is used.

    Bad:

        title: &name Atlas
        mark: *name

    Good:

        title: Atlas of branches
        mark: Atlas
    """
    yield from faults(corpus, "yaml-alias")


@rule("yaml-tag")
def yaml_tag(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no YAML tags: the schema says what is a number, a text or a list.

    Bad:

        year: !!int 1920

    Good:

        year: 1920
    """
    yield from faults(corpus, "yaml-tag")


@rule("yaml-line-end")
def yaml_line_end(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no character that ends a line for YAML and for nobody else.

    Bad: a title with a line separator (U+2028), pasted from a word processor.
    Good: the same title with a blank in its place.
    """
    yield from faults(corpus, "yaml-line-end")


@rule("yaml-deep")
def yaml_deep(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is not nested deeper than any schema could ask for.

    Bad: `draws_on: [[[[[[[[[[[[[ATLAS-3]]]]]]]]]]]]]`.
    Good: `draws_on: [ATLAS-3]`.
    """
    yield from faults(corpus, "yaml-deep")


@rule("yaml-key")
def yaml_key(corpus: Corpus) -> Iterator[Hit]:
    """A field's name is a word, and no list or group.

    Bad:

        ? [title]
        : Atlas of branches

    Good:

        title: Atlas of branches
    """
    yield from faults(corpus, "yaml-key")
