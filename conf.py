from speckb import __version__

copyright = "the editors; the draft: the IETF Trust (2007)"
version = release = __version__

extensions = ["speckb.sphinxext"]
templates_path = ["_templates"]
