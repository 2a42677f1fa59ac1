"""Names that both the writer and the reader of ReqIF use."""

from __future__ import annotations

TOOL = "speckb"  # what wrote a file, by its header
# Names of the OMG's implementation guide.
FOREIGN, NAME, TEXT = "ReqIF.ForeignID", "ReqIF.Name", "ReqIF.Text"
CHAPTER = "ReqIF.ChapterName"
