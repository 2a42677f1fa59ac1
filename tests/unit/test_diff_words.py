"""Which words of a text changed."""

from __future__ import annotations

from speckb.diff.worddiff import Words, changed, shortened

ALPHABET = "a b c d e f g h i j k l m n o p q r s t u v w x y z"


def test_a_changed_word_stands_between_a_few_others() -> None:
    found = changed(ALPHABET, ALPHABET.replace(" m ", " M "), around=2)
    assert found == (
        Words("gap", "…"),
        Words("kept", "k l"),
        Words("out", "m"),
        Words("in", "M"),
        Words("kept", "n o"),
        Words("gap", "…"),
    )


def test_a_new_block_shows_as_a_pilcrow() -> None:
    assert Words("in", "¶") in changed("a b", "a\nb")


def test_all_of_a_text_comes_or_goes() -> None:
    assert changed("", "a b") == (Words("in", "a b"),)
    assert changed("a b", "") == (Words("out", "a b"),)


def test_the_words_put_together_are_both_texts() -> None:
    one, other = "a b c d e f", "x b c e f g h"
    runs = changed(one, other, around=99)
    assert " ".join(r.text for r in runs if r.mark != "in") == one
    assert " ".join(r.text for r in runs if r.mark != "out") == other


def test_what_is_too_long_is_counted() -> None:
    runs = shortened(changed("same", f"same {ALPHABET}"), most=3)
    assert [run.text for run in runs] == ["same", "a b c …", "(23 words added not shown)"]
    assert shortened(changed("a", "b"), most=3) == changed("a", "b")


def test_texts_without_end_are_compared_in_time() -> None:
    """For the first pair difflib alone would need minutes, for the second hours."""
    for length in (1_400, 200_000):
        one = " ".join("ab" for _ in range(length))
        other = " ".join("ba" if i % 2 else "ab" for i in range(length))
        assert {run.mark for run in changed(one, other)} >= {"in", "out"}
