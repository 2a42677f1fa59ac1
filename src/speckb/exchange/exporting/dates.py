"""The date of an export."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from speckb.files.git import time_of_last_commit

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(1980, 1, 1, tzinfo=UTC)  # that a zip archive can have


def last_change(root: Path) -> datetime:
    """Return when the knowledge base was changed last: by SOURCE_DATE_EPOCH, or the last commit.

    Without either it is the first date that all formats can have.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "") or time_of_last_commit(root)
    found = int(seconds) if seconds.isdecimal() else 0
    return max(datetime.fromtimestamp(found, UTC), FIRST)
