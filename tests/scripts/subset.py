"""Make the fonts of the tests: small, with the letters of the texts and names of their own.

After a change of the texts: `uv run --group fonts python -m tests.scripts.subset`.
"""

from __future__ import annotations

from datetime import date
from importlib import metadata
from pathlib import Path

from fontTools import subset
from fontTools.varLib import instancer

from speckb.language import day
from tests.scripts import ALL, FONTS

SOURCES = {
    "Chinese": ("justmytype-intl-cjk", "NotoSansSC[wght].ttf", "OFL.txt"),
    "Japanese": ("justmytype-intl-cjk", "NotoSansJP[wght].ttf", "OFL.txt"),
    "Arabic": ("fontpkg-ibm-plex-sans-arabic", "IBMPlexSansArabic-Regular.ttf", "../LICENSE"),
    "Hebrew": ("justmytype-intl-rtl", "NotoSansHebrew[wdth,wght].ttf", "OFL.txt"),
}
WEIGHT = 400
IDS = "R0123456789:"
NAMES = {1: "{}", 2: "Regular", 4: "{} Regular", 6: "{}-Regular"}  # by their number in a font


def main() -> None:
    """Write a font of one weight for each script, and its license."""
    for script in ALL:
        name = Path(script.font).stem
        package, file, license_file = SOURCES[name]
        listed = metadata.files(package) or ()
        source = next(Path(str(one.locate())) for one in listed if one.name == file)
        options = subset.Options(layout_features=["*"], name_IDs=[])
        font = subset.load_font(str(source), options)
        subsetter = subset.Subsetter(options)
        days = "".join(day(date(2026, month, 28), script.language) for month in range(1, 13))
        subsetter.populate(text=IDS + days + "".join(script.texts.values()))
        subsetter.subset(font)
        if "fvar" in font:
            default = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
            font = instancer.instantiateVariableFont(font, default | {"wght": WEIGHT})
        for number, text in NAMES.items():
            font["name"].setName(text.format(f"Test{name}"), number, 3, 1, 0x409)
        font.recalcTimestamp = False
        font.save(FONTS / script.font)
        (FONTS / f"{name}.LICENSE.txt").write_bytes((source.parent / license_file).read_bytes())


if __name__ == "__main__":
    main()
