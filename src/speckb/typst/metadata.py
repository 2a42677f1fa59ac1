"""Metadata that Typst does not write: rights, contributors, source and license, in XMP."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

    from speckb.typst.imprint import Imprint


def add_metadata(pdf: pikepdf.Pdf, imprint: Imprint) -> None:
    """Add what the imprint has to the PDF's own metadata."""
    fields = {
        "dc:rights": " ".join(filter(None, [imprint.rights, imprint.license])),
        "dc:source": imprint.source,
        "dc:contributor": [*imprint.source_authors],
        "dc:subject": [*imprint.keywords],
    }
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for name, value in fields.items():
            if value:
                metadata[name] = value
