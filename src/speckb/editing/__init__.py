"""Commands that write entries: new, rename, fmt; editors' schemas and snippets."""
