"""Pictures of the data as SVG, drawn in pure Python: the same bytes everywhere."""
