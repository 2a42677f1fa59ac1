"""Zip archives that have the same bytes whenever and wherever they are made."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVEL = 6
MODE = 0o644
UNIX = 3
FIRST = 315_532_800  # seconds from 1970 to 1980, before which zip has no dates


def packed(members: Iterable[tuple[str, bytes]], seconds: int) -> bytes:
    """Return an archive of names and contents; `seconds` since 1970 is the time of all members."""
    data = io.BytesIO()
    when = datetime.fromtimestamp(max(seconds, FIRST), UTC).timetuple()[:6]
    with zipfile.ZipFile(data, "w") as made:
        for name, content in members:
            member = zipfile.ZipInfo(name, when)
            member.create_system = UNIX
            member.external_attr = MODE << 16
            made.writestr(member, content, zipfile.ZIP_DEFLATED, LEVEL)
    return data.getvalue()
