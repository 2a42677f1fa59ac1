"""Charts of the data as SVG, made in pure Python, so that they are the same everywhere."""
