"""Live preview: the site, rebuilt on each save, with the findings shown on each page.

It goes on whatever happens to a build, and says what.
"""
