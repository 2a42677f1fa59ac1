"""Live preview: the site, rebuilt on each save, with the findings shown on each page.

sphinx-autobuild watches the files and reloads the browser.
"""
