"""What Sphinx is told: which pages, in which order, and that nothing comes from the network.

The pages are plain Markdown and hold nothing that only Sphinx reads: the order of the site is the
order of the links in docs/index.md, equations become MathML, which browsers draw by themselves.
"""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]

project = "mutuals"
author = "the founders of mutuals"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/**.md",
    "*/README.md",
    "experiments/hypotheses.md",
    "scenarios/*/README.md",
]
exclude_patterns = [".*", "build", "dist", "results", "sim", "tests"]
suppress_warnings = ["myst.header"]

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

html_theme = "furo"
html_title = "Mutuals"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"

ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>$', re.M)
HEADINGS = re.compile(r"^## (?P<caption>.+)$|\]\((?P<link>[^)#:]+\.md)(?:#[^)]*)?\)", re.M)


def order_of_pages(text: str) -> list[tuple[str, list[str]]]:
    """Headings of the first page with the pages they link to, each page at its first mention."""
    order: list[tuple[str, list[str]]] = [("", [])]
    seen: set[str] = set()
    for found in HEADINGS.finditer(text):
        if found["caption"]:
            order.append((found["caption"], []))
        elif found["link"] not in seen:
            seen.add(found["link"])
            order[-1][1].append(found["link"])
    return [(caption, links) for caption, links in order if links]


def contents(text: str, known: set[str]) -> str:
    """The lists of contents that Sphinx wants on the first page, unseen there.

    known: every page of the site; those that the first page does not name come last.
    """
    order = order_of_pages(text)
    named = {_page(link) for _caption, links in order for link in links}
    rest = sorted(known - named - {root_doc})
    lists = [*order, *([("More", [f"/{page}" for page in rest])] if rest else [])]
    blocks = []
    for caption, links in lists:
        named_so = [f":caption: {caption}"] if caption else []
        blocks.append("\n".join(["```{toctree}", ":hidden:", *named_so, "", *links, "```"]))
    return "\n\n".join(blocks)


def _page(link: str) -> str:
    """Name of the page a link of docs/index.md leads to."""
    path = (ROOT / "docs" / link).resolve().relative_to(ROOT)
    return path.with_suffix("").as_posix()


def marked(text: str) -> str:
    """A page whose plain anchors, a line of HTML each, are targets that Sphinx knows."""
    return ANCHOR.sub(r"(\1)=", text)


def _ready(app: Any, page: str, source: list[str]) -> None:
    """A page as Sphinx wants it: with its anchors, and the first one with the contents."""
    source[0] = marked(source[0])
    if page == root_doc:
        source[0] += "\n\n" + contents(source[0], set(app.project.docnames)) + "\n"


def _first_page_always(_app: Any, *_pages: set[str]) -> list[str]:
    """The first page is read anew whatever has changed: its contents name every page."""
    return [root_doc]


def _inline_mathml(translator: Any, node: Any) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(_mathml(node.astext(), block=False))
    raise SkipNode


def _block_mathml(translator: Any, node: Any) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(f'<div class="math">{_mathml(node.astext(), block=True)}</div>')
    raise SkipNode


def _mathml(tex: str, *, block: bool) -> str:
    from docutils.utils.math.latex2mathml import tex2mathml

    return str(tex2mathml(tex, as_block=block))


def _front_door(app: Any, failed: Exception | None) -> None:
    """A page at the top of the site that leads to the first page."""
    if failed is None and app.builder.format == "html":
        front = (
            f'<meta http-equiv="refresh" content="0; url={root_doc}.html"><title>Mutuals</title>'
        )
        (Path(app.outdir) / "index.html").write_text(front, encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Tell Sphinx what is done to pages and equations."""
    app.connect("source-read", _ready)
    app.connect("env-get-outdated", _first_page_always)
    app.connect("build-finished", _front_door)
    app.add_html_math_renderer("mathml", (_inline_mathml, None), (_block_mathml, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
