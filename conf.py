from speckb import __version__

project = "Keying mechanisms for SRTP media"
author = "The editors"
copyright = "the editors; the draft: the IETF Trust (2007)"
version = release = __version__

extensions = ["speckb.sphinxext"]
templates_path = ["_templates"]
