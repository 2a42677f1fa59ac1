"""The last layer of the trace stands as one block, below what is free for its headings."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from speckb.tables.charts.places import SPACE, boxes
from speckb.tables.trace import trace

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


@pytest.mark.parametrize("above", [0.0, 60.0, 300.0])
@pytest.mark.parametrize("row", [10.0, 32.0, 80.0])
def test_rows_have_no_gap_between_them_and_room_above_them(
    above: float, row: float, lent: Corpus
) -> None:
    *_, last = boxes(trace(lent), above, row)
    assert [box.entry.id for box in last] == ["loan-privacy", "overdue-recall", "offline-desk"]
    heights = [max(box.height + SPACE, row) for box in last]
    assert last[0].middle - heights[0] / 2 >= above - 1e-6
    for (one, tall), (other, high) in pairwise(zip(last, heights, strict=True)):
        assert other.middle - one.middle == pytest.approx((tall + high) / 2)
