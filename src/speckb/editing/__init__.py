"""Commands that write entries (new, rename, fmt), and schemas and snippets for editors."""
