"""A knowledge base as read from its files."""
