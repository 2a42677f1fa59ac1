"""Letters as the search compares them: small, without accents, in their plain forms."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Return text in lower case, without accents, and with plain forms of letters and digits."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
    return plain.replace("\u2010", "-").lower().replace("ß", "ss")
