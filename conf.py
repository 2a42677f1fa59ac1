from speckb import __version__

project = "Keying mechanisms for SRTP media"
author = "The editors"
copyright = "the editors; the draft: the IETF Trust (2007)"
version = release = __version__

extensions = ["speckb.sphinxext"]

html_theme = "speckb"
html_title = project
templates_path = ["_templates"]
html_theme_options: dict[str, list[str]] = {"footer_icons": []}
html_show_sphinx = False
html_use_index = False
numfig = True
