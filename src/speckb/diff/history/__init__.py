"""When entries changed, in which edition, and what changed from one edition to the next.

Editions are the tags on the line of history that is published, the first parents of what is
checked out; what was committed since the last of them is the edition in preparation.
"""
