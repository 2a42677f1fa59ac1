"""The site while it is edited: built and shown anew on each save, with what is wrong on the page.

`python -m speckb.cli.live` serves it. Watching, serving and reloading are sphinx-autobuild's.
"""
