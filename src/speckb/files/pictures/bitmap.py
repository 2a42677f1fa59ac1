"""Bitmaps: the content is what the suffix says, and has a bounded number of pixels."""

from __future__ import annotations

from io import BytesIO

from speckb.files.pictures.content import Problem, whole_file

MOST_PIXELS = 40_000_000
KINDS = {
    "PNG": (b"\x89PNG\r\n\x1a\n", b"IHDR", 12),
    "JPEG": (b"\xff\xd8\xff", b"", 0),
    "GIF": (b"GIF8", b"a", 5),
    "WebP": (b"RIFF", b"WEBP", 8),
}
SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WebP"}


def problems(data: bytes, suffix: str) -> list[Problem]:
    """Return why a bitmap is refused; of a PNG, JPEG, GIF or WebP the header is read."""
    wanted = SUFFIXES.get(suffix)
    if wanted is None:
        return [whole_file(f"{suffix!r} is not the suffix of a supported picture format")]
    found = _kind(data)
    if found != wanted:
        said = f"{found}" if found else "something else"
        return [whole_file(f"the suffix is {suffix!r} for {wanted}, but the content is {said}")]
    width, height = _size(data)
    if width <= 0 or height <= 0:
        return [whole_file(f"a {wanted} without a size")]
    if width * height > MOST_PIXELS:
        size = f"{width:,} by {height:,} pixels"
        return [whole_file(f"{size}; a picture can have at most {MOST_PIXELS:,} pixels")]
    return []


def _kind(data: bytes) -> str:
    """Return the format of data by its first bytes, or an empty string."""
    for kind, (start, mark, at) in KINDS.items():
        if data.startswith(start) and data.startswith(mark, at):
            return kind
    return ""


def _size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, or zeros where the header is damaged."""
    import imagesize  # noqa: PLC0415  slow, and few knowledge bases have bitmaps

    try:
        # a file object: of a name imagesize would open addresses, too
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # whatever a damaged header makes it raise
        return 0, 0
    return int(width), int(height)
