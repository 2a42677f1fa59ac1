"""Verdicts: whether an entry meets another by the criteria; and claims beside them."""

from __future__ import annotations

from speckb.tables.verdicts.earlier import changed_from
from speckb.tables.verdicts.judging import (
    Outcome,
    Reason,
    Verdict,
    assessed,
    combine,
    judged,
    order_for,
    settled,
    speaking,
    spoken,
    verdict,
    verdicts,
)

__all__ = [
    "Outcome",
    "Reason",
    "Verdict",
    "assessed",
    "changed_from",
    "combine",
    "judged",
    "order_for",
    "settled",
    "speaking",
    "spoken",
    "verdict",
    "verdicts",
]
