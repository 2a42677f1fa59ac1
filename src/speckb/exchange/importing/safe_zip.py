"""Checks a zip archive of strangers before anything in it is unpacked.

All is decided by the list of members at the archive's end; Python's reader unpacks no more of a
member than its size there, and only the methods are allowed of which that is true.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass

from speckb.exchange.importing.source import BadFileError

MB = 1_000_000
ENTRY = b"PK\x01\x02"  # begins each member's entry in the list
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1 | 0x40 | 0x2000
PIECE = re.compile(r"[\x00-\x1f\x7f\\:]")
SMALL = 100_000  # bytes: below, a high ratio does no harm


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What an archive may have at most; `size`, `single` and `total` are in bytes.

    `size` is that of the archive, `single` and `total` are those of what it unpacks to. `ratio` is
    how many times larger a member may get.
    """

    size: int = 50_000_000
    members: int = 5_000
    single: int = 50_000_000
    total: int = 150_000_000
    ratio: int = 200


LIMITS = ZipLimits()


def opened(data: bytes, name: str, limits: ZipLimits = LIMITS) -> zipfile.ZipFile:
    """Return an archive that passes all checks; `name` is what messages call it.

    Raises BadFileError where one fails.
    """
    if len(data) > limits.size:
        raise BadFileError(f"{name}: an archive of {len(data):,} bytes; at most {limits.size:,}")
    if data.count(ENTRY) > limits.members:  # before a list of them fills memory
        raise BadFileError(f"{name}: more than {limits.members:,} members")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise BadFileError(f"{name}: not a zip archive, or a damaged one: {error}") from None
    members = archive.infolist()
    seen: set[str] = set()
    for member in members:
        problem = _problem(member, limits)
        same = member.filename.rstrip("/").casefold()
        if not problem and same in seen:
            problem = "the name occurs twice"
        if problem:
            raise BadFileError(f"{name}, member {member.filename[:200]!r}: {problem}")
        seen.add(same)
    total = sum(member.file_size for member in members)
    if total > limits.total:
        raise BadFileError(
            f"{name}: unpacks to {total / MB:,.4g} MB; at most {limits.total / MB:g} MB"
        )
    return archive


def unpacked(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """Return a member of a checked archive; raises BadFileError for a damaged one."""
    try:
        return archive.read(member)
    except KeyError:
        raise BadFileError(f"{name}: no member {member!r}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        raise BadFileError(f"{name}, member {member!r}: damaged: {error}") from None


def _problem(member: zipfile.ZipInfo, limits: ZipLimits) -> str:
    """Return why a member is refused, or an empty string."""
    path = member.orig_filename
    pieces = path.removesuffix("/").split("/")
    if PIECE.search(path) or path.startswith("/") or {"", ".", ".."} & {*pieces}:
        return "not a plain path inside the archive"
    if member.flag_bits & ENCRYPTED:
        return "encrypted; save the file without a password"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "a link or a device; only files and folders are allowed"
    if member.compress_type not in METHODS:
        return f"packed by method {member.compress_type}; only stored and deflated are allowed"
    if member.file_size > limits.single:
        size = member.file_size / MB
        return f"unpacks to {size:,.4g} MB; at most {limits.single / MB:g} MB"
    if member.file_size > SMALL and member.file_size > limits.ratio * member.compress_size:
        return f"unpacks to more than {limits.ratio} times its size"
    return ""
