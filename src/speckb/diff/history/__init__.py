"""History: when each entry changed last, in which release, and the changes of each release.

Releases are the tags on the published line of history, the first parents of the commit that is
checked out. Commits since the last tag are the release in preparation.
"""
