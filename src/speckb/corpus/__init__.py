"""A knowledge base as read from its files: settings, entries, pages and their prose."""
