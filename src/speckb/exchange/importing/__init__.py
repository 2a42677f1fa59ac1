"""Import of entries from the files of other tools."""
