"""Export of a whole knowledge base to the files of other tools."""
