"""The site: every page can be reached, the contents follow the first page, and it builds whole."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from docs.make.site.conf import contents, marked, order_of_pages
from tests.places import ROOT

INDEX = ROOT / "docs" / "index.md"
LINK = re.compile(r"\]\(<?([^)>#\s:]+\.md)")


def linked(page: Path) -> set[Path]:
    """The pages of the project that a page links to."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return {(page.parent / link).resolve() for link in found}


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, waiting = {INDEX}, [INDEX]
    while waiting:
        new = linked(waiting.pop()) - reached
        reached |= new
        waiting.extend(new)
    assert sorted(path for path in (ROOT / "docs").rglob("*.md") if path not in reached) == []


def test_the_first_page_leads_to_all_it_should() -> None:
    order = order_of_pages(INDEX.read_text(encoding="utf-8"))
    named = [link for _caption, links in order for link in links]
    assert len(set(named)) == len(named)
    assert {"odd.md", "mechanisms.md", "levers.md", "limits.md", "stress.md", "trace.md"} <= {
        *named
    }


def test_the_contents_name_every_page_once_in_the_order_of_the_first() -> None:
    text = (
        "# First\n\n## One\n\n[b](b.md) and [a](a.md#part), [b](b.md)\n\n## Two\n\n[c](../c.md)\n"
    )
    made = contents(text, {"docs/index", "docs/a", "docs/b", "c", "docs/other"})
    lines = [line for line in made.splitlines() if line.endswith(".md") or line.startswith("/")]
    assert lines == ["b.md", "a.md", "../c.md", "/docs/other"]
    assert [line for line in made.splitlines() if "caption" in line] == [
        ":caption: One",
        ":caption: Two",
        ":caption: More",
    ]


def test_plain_anchors_become_targets() -> None:
    assert marked('A\n\n<a id="c1"></a>\n\n## B') == "A\n\n(c1)=\n\n## B"
    assert marked('see <a id="c1"></a>') == 'see <a id="c1"></a>'


def test_pages_hold_nothing_that_only_the_site_can_read() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        assert not re.search(r"^(```\{|:::|\(\w+\)=)", page.read_text(encoding="utf-8"), re.M), page


@pytest.mark.slow
@pytest.mark.skipif(find_spec("sphinx") is None, reason="the group docs is not installed")
def test_the_site_builds_without_a_warning_and_asks_no_network(tmp_path: Path) -> None:
    site = tmp_path / "site"
    words = ["-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-c", "docs/make/site"]
    done = subprocess.run(
        [sys.executable, *words, "-d", str(tmp_path / "trees"), ".", str(site)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (site / "index.html").is_file()
    pages = sorted((site / "docs").rglob("*.html"))
    assert len(pages) >= len(list((ROOT / "docs").rglob("*.md")))
    for page in [*pages, site / "README.html"]:
        text = page.read_text(encoding="utf-8")
        asked = re.findall(
            r"<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=\"(https?:[^\"]+)", text
        )
        assert asked == [], page
        assert "tex2mathml" not in text
    assert "<math" in (site / "docs" / "mechanisms" / "staff.html").read_text(encoding="utf-8")
    for sheet in site.rglob("*.css"):
        assert "url(http" not in sheet.read_text(encoding="utf-8"), sheet
