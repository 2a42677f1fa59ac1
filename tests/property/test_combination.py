"""What several criteria say together: the rule of combination, for any words in any order."""

from __future__ import annotations

from itertools import permutations
from math import factorial

from hypothesis import given
from hypothesis import strategies as st

from speckb.corpus.settings.checks import no_order
from speckb.corpus.settings.verdicts import GRADES, OPEN, TONES
from speckb.tables.verdicts import Outcome, combine, settled

ORDERS = [order for order in permutations(TONES) if not no_order(order)]
words = st.lists(st.sampled_from(sorted(TONES)), min_size=1, max_size=6)
orders = st.sampled_from(ORDERS)


def test_a_twelfth_of_all_orders_is_allowed() -> None:
    assert len(ORDERS) == factorial(len(TONES)) // 12


@given(words, orders, st.randoms(use_true_random=False))
def test_the_order_and_the_number_of_the_criteria_do_not_matter(given, order, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = [*given, *random.choices(given, k=3)]
    random.shuffle(shuffled)
    assert combine(shuffled, order) == combine(given, order)


@given(words, words, orders)
def test_criteria_can_be_combined_in_groups(
    some: list[str], others: list[str], order: tuple[str, ...]
) -> None:
    grouped = [combine(some, order), combine(others, order)]
    assert combine(grouped, order) == combine([*some, *others], order)


@given(words, orders)
def test_the_verdict_is_what_one_of_the_criteria_says(
    given: list[str], order: tuple[str, ...]
) -> None:
    assert combine(given, order) in given


@given(st.lists(st.sampled_from(GRADES), min_size=1, max_size=5), st.integers(0, 4), orders)
def test_what_does_better_by_one_criterion_does_not_do_worse_in_all(
    given: list[str], place: int, order: tuple[str, ...]
) -> None:
    place %= len(given)
    better = [*given]
    better[place] = GRADES[min(GRADES.index(given[place]) + 1, len(GRADES) - 1)]
    assert GRADES.index(combine(better, order)) >= GRADES.index(combine(given, order))


@given(words)
def test_without_an_order_only_what_all_say_is_said(given: list[str]) -> None:
    assert combine(given, ()) == (given[0] if len({*given}) == 1 else OPEN)


@given(words, st.sampled_from(sorted(TONES)))
def test_what_is_inherited_is_settled_by_those_who_agree(given: list[str], word: str) -> None:
    outcomes = [Outcome(str(n), one, "link") for n, one in enumerate(given)]
    agreed = word == "inherited" and len({*given}) == 1
    assert settled(word, outcomes) == (given[0] if agreed else word)
