"""Exchange of entries with other tools: what comes in, and what goes out."""
