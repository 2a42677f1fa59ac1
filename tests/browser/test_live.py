"""The live site: each save shows on the open page, and so does what is wrong, until it is right."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bench.served import Served
from speckb.cli.main import main
from tests.conftest import SECOND
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PATIENCE = 120_000
PAGE = "candidates/paper-slips.html"
LEAVES_ROOM = """() => {
    scrollTo({top: 1e6, behavior: 'instant'});
    const place = name => document.querySelector(name).getBoundingClientRect();
    return place('footer').bottom < place('#speckb-live').top + 1;
}"""


class Desk:
    """An editor's desk: the files, the server, and a page that stays open."""

    def __init__(self, lending: Lending, live: Served, page: Page) -> None:
        self.lending = lending
        self.live = live
        self.page = page

    def opened(self) -> Page:
        self.page.goto(f"{self.live.address}/{PAGE}")
        return self.page

    def shows(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("h1")).to_contain_text(text, timeout=PATIENCE)

    def banner(self) -> str:
        found = self.page.locator("#speckb-live")
        expect(found).to_be_visible(timeout=PATIENCE)
        return found.inner_text()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("live")
    lending = Lending(folder / "kb")
    live = Served(lending.root, folder)
    context = browser.new_context()
    try:
        live.wait()
        yield Desk(lending, live, context.new_page())
    finally:
        context.close()
        live.stop()


def test_a_save_shows_on_the_open_page_by_itself(desk: Desk) -> None:
    desk.opened()
    desk.shows("Paper slips")
    assert desk.page.locator("#speckb-live").count() == 0
    desk.lending.change(SLIPS, "title: Paper slips", "title: Slips of paper")
    desk.shows("Slips of paper")
    desk.lending.change(SLIPS, "title: Slips of paper", "title: Paper slips")
    desk.shows(re.compile("Paper slips"))


def test_an_error_shows_on_the_page_and_in_the_terminal_and_the_server_recovers(desk: Desk) -> None:
    desk.opened()
    desk.lending.change(SLIPS, "value: by-letter", "value: by-<b>leter")
    said = desk.banner()
    assert "The site does not show the last save: " in said
    assert f"{SLIPS}:16:12: error: 'by-<b>leter' is not a value of overdue-recall" in said
    assert f"{SLIPS}:16:12: error: 'by-<b>leter' is not a value" in desk.live.printed
    desk.shows("Paper slips")
    assert desk.page.goto(f"{desk.live.address}/index.html")
    assert "by-<b>leter" in desk.banner()
    desk.lending.change(SLIPS, "value: by-<b>leter", "value: by-letter")
    expect(desk.page.locator("#speckb-live")).to_have_count(0, timeout=PATIENCE)
    assert desk.live.process.poll() is None


def test_settings_that_cannot_be_read_show_too(desk: Desk) -> None:
    desk.opened()
    before = desk.lending.text("ubproject.toml")
    desk.lending.write("ubproject.toml", before.replace("[speckb]\n", '[speckb]\ncolour = "red"\n'))
    assert "colour" in desk.banner()
    desk.lending.write("ubproject.toml", before)
    expect(desk.page.locator("#speckb-live")).to_have_count(0, timeout=PATIENCE)


def test_a_schema_that_cannot_be_used_shows_at_its_place(desk: Desk) -> None:
    desk.opened()
    before = desk.lending.text("schemas/work.json")
    place = before.index('"type": "integer"')
    line = before.count("\n", 0, place) + 1
    desk.lending.write(
        "schemas/work.json",
        before[:place] + before[place:].replace('"integer"', '["string", "null"]', 1),
    )
    said = desk.banner()
    assert f"schemas/work.json:{line}:" in said
    assert "a field must have one type" in said
    assert said.startswith("The site does not show the last save: 1 finding")
    desk.lending.write("schemas/work.json", before)
    expect(desk.page.locator("#speckb-live")).to_have_count(0, timeout=PATIENCE)


def test_a_warning_shows_beside_the_new_page(desk: Desk) -> None:
    desk.opened()
    needless = "accepted:\n  link-missing: For no reason.\n"
    desk.lending.change(SLIPS, "title: Paper slips\n", f"title: Slips\n{needless}")
    said = desk.banner()
    assert said.startswith("The site is up to date: 1 finding")
    assert "warning: " in said
    desk.shows("Slips")
    desk.lending.change(SLIPS, f"title: Slips\n{needless}", "title: Paper slips\n")
    expect(desk.page.locator("#speckb-live")).to_have_count(0, timeout=PATIENCE)


def test_a_page_of_sphinx_s_own_warnings_shows_them(desk: Desk) -> None:
    desk.opened()
    desk.lending.change(SLIPS, "Slips are yellow.", "Slips {ref}`are yellow <nowhere>`.")
    said = desk.banner()
    assert "nowhere" in said
    desk.lending.change(SLIPS, "Slips {ref}`are yellow <nowhere>`.", "Slips are yellow.")
    expect(desk.page.locator("#speckb-live")).to_have_count(0, timeout=PATIENCE)


WORSE = {
    "a schema of another shape": ("schemas/demand.json", "[]", "schemas/demand.json"),
    "a build that is killed": (
        "conf.py",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "the build was killed or ran out of memory; the next save starts a new one",
    ),
    "a process that ends": ("conf.py", "import os; os._exit(0)", "the build was killed"),
    "words for a status": ("conf.py", "raise SystemExit('no colours')", "called sys.exit()"),
    "conf.py that Python cannot read": ("conf.py", "(", "There is a syntax error"),
}


@pytest.mark.parametrize("case", WORSE)
def test_whatever_ends_a_build_shows_and_the_next_save_builds_again(case: str, desk: Desk) -> None:
    name, text, said = WORSE[case]
    desk.opened()
    before = desk.lending.text(name)
    desk.lending.write(name, text)
    try:
        assert said in desk.banner()
        assert said in desk.live.printed
    finally:
        desk.lending.write(name, before)
    expect(desk.page.locator("#speckb-live")).to_have_count(0, timeout=PATIENCE)
    assert desk.live.process.poll() is None


def test_a_banner_is_closed_until_the_next_build_and_leaves_room(desk: Desk) -> None:
    page = desk.opened()
    banner = page.locator("#speckb-live")
    desk.lending.change(SLIPS, "value: by-letter", "value: by-leter")
    desk.banner()
    page.wait_for_function(LEAVES_ROOM, timeout=PATIENCE)  # the page makes room a frame later
    page.get_by_role("button", name="Close").click()
    expect(banner).to_be_hidden()
    page.goto(f"{desk.live.address}/index.html")
    expect(banner).to_be_hidden()
    desk.lending.change(SLIPS, "value: by-leter", "value: by-lettr")
    assert "by-lettr" in desk.banner()
    desk.lending.change(SLIPS, "value: by-lettr", "value: by-letter")
    expect(banner).to_have_count(0, timeout=PATIENCE)


def test_the_files_of_the_site_hold_no_banner_and_no_script_of_the_server(desk: Desk) -> None:
    pages = list(desk.live.out.rglob("*.html"))
    assert pages
    assert not any("speckb-live" in path.read_text() for path in pages)
    assert not any("websocket" in path.read_text() for path in pages)


def test_an_address_that_is_taken_is_said_before_anything_is_built(
    desk: Desk, tmp_path: Path
) -> None:
    port = desk.live.address.rpartition(":")[2]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "speckb",
            "--root",
            SECOND,
            "live",
            "--port",
            port,
            "--out",
            tmp_path,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    another = int(port) + 1
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"speckb: 127.0.0.1:{port}: Address already in use; ")
    assert done.stderr.endswith(f"`speckb live --port {another}`\n")
    assert not (tmp_path / "html").exists()


def test_a_save_during_the_first_build_is_built_too(tmp_path: Path, browser: Browser) -> None:
    """`conf.py` stands for the editor: it is read after the entries."""
    lending = Lending(tmp_path / "kb")
    path, old = lending.root / SLIPS, "title: Paper slips"
    new = lending.text(SLIPS).replace(old, "title: Saved meanwhile")
    conf = lending.text("conf.py")
    lending.write(
        "conf.py",
        f"{conf}\nfrom pathlib import Path\nif {old!r} in Path({str(path)!r}).read_text():\n"
        f"    Path({str(path)!r}).write_text({new!r})\n",
    )
    live = Served(lending.root, tmp_path)
    page = browser.new_page()
    try:
        live.wait()
        page.goto(f"{live.address}/{PAGE}")
        expect(page.locator("h1")).to_contain_text("Saved meanwhile", timeout=PATIENCE)
    finally:
        page.close()
        live.stop()


def test_ten_saves_of_different_kinds_show_the_right_page_each(desk: Desk) -> None:
    """Each save, and what another page than the open one shows of it."""
    lending, page = desk.lending, desk.opened()
    before = {path: path.read_bytes() for path in sorted(lending.root.rglob("*")) if path.is_file()}

    def shown(name: str, text: str) -> None:
        """Wait for the build that has the text, on the page that stays open."""
        page.goto(f"{desk.live.address}/{name}.html")
        expect(page.locator("#furo-main-content")).to_contain_text(text, timeout=PATIENCE)

    main_part = page.locator("#furo-main-content")
    page.goto(f"{desk.live.address}/side-by-side/index.html")
    matrix = page.locator("#table-matrix")
    lending.change(SLIPS, "value: by-letter", "value: nobody-asks")
    row = page.locator("#table-matrix-paper-slips")
    expect(row).to_contain_text("nobody asks", timeout=PATIENCE)  # 1: a value
    lending.change("yardsticks/overdue-recall.md", "label: nobody asks", "label: nobody cares")
    expect(matrix).to_contain_text("nobody cares", timeout=PATIENCE)  # 2: a label
    lending.change("ubproject.toml", '"Every candidate by every yardstick"', '"All of it"')
    expect(matrix).to_contain_text("All of it", timeout=PATIENCE)  # 3: a setting
    shown("candidates/index", "Paper slips")
    lending.change("schemas/candidate.json", '"title": "Carrier"', '"title": "Carried by"')
    expect(main_part).to_contain_text("Carried by", timeout=PATIENCE)  # 4: a schema
    lending.write(
        "works/MAPS-1.md",
        '---\nid: MAPS-1\ntitle: Maps\nsection: "7"\nmark: Maps\nyear: 1920\n---\n',
    )
    shown("works/index", "1920")  # 5: a new entry
    lending.write("works/MAPS-1.md", lending.text("works/MAPS-1.md").replace("1920", "1921"))
    expect(main_part).to_contain_text("1921", timeout=PATIENCE)  # 6: its field
    (lending.root / "works/MAPS-1.md").unlink()
    expect(main_part).not_to_contain_text("1921", timeout=PATIENCE)  # 7: it is gone
    shown("circumstances/flooded-branch", "The branch on its island.")
    lending.change("circumstances/drawings/flood.d2", "Central desk", "Far desk")
    drawn = desk.live.out / "_drawings/figure-flood-light.svg"
    expect(page.locator("h1")).to_contain_text("flooded", timeout=PATIENCE)
    lending.change("circumstances/flooded-branch.md", "on its island", "on an island")
    expect(main_part).to_contain_text("on an island", timeout=PATIENCE)  # 8: prose
    assert "Far desk" in drawn.read_text(encoding="utf-8")  # 9: a drawing
    assert main(["--root", str(lending.root), "rename", "market-day", "fair-day"]) == 0
    shown("circumstances/fair-day", "The whole valley")  # 10: a rename, of several files
    for path in {*before, *(p for p in lending.root.rglob("*") if p.is_file())}:
        if path not in before:
            path.unlink()
        elif not path.exists() or path.read_bytes() != before[path]:
            path.write_bytes(before[path])
    shown("circumstances/market-day", "The whole valley")
    expect(page.locator("#speckb-live")).to_have_count(0, timeout=PATIENCE)
