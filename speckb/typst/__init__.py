"""The PDF: the site's resolved doctrees as Typst code, compiled in a clean folder."""
