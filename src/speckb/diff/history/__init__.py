"""History: when each entry changed last, in which edition, and the changes of each edition.

Editions are the tags on the published line of history, the first parents of the commit that is
checked out. Commits since the last tag are the edition in preparation.
"""
