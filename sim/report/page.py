"""The page: sections in the order a reader asks, and the files written beside it."""

import functools
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from markupsafe import Markup

from sim.registry.words import SERVICE_TITLES
from sim.report.claims import ClaimShown, claims_of
from sim.report.drawing.hexagons import map_sheet
from sim.report.drawing.markup import element, together
from sim.report.drawing.svg import Figure, export, write_files
from sim.report.sections import (
    by_arm,
    closing,
    lasting,
    lives,
    maps,
    market,
    space,
    staff,
    takeovers,
)
from sim.report.sections.answer import quick_banner, short_answer, standing
from sim.report.sections.figures import shown
from sim.report.sections.maps import maps_section
from sim.report.sections.strips import strip_sheet
from sim.report.sections.verdicts import verdicts_section
from sim.report.stored import Stored, read_stored
from sim.report.style import page_style
from sim.studies.store.files import FIGURES, REPORT
from sim.studies.store.ownership import put_files
from sim.telling.words import capital, spoken

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_SHORT = {
    "space": "Over what is uncertain",
    "concentration": "More than chance?",
    "endings": "What ends independence",
    "who-lasts": "Who stays independent",
    "independence-by-arm": "Under other rules",
    "takeover-fates": "Takeover attempts",
    "leaving-and-reward-gap": "Two tiers of terms",
    "assumptions": "Assumptions and limits",
    "manifest": "Where numbers come from",
}


def write_report(folder: Path) -> Path:
    """Write `report.html` and `figures/` into a results folder, each file whole or not at all.

    Earlier ones of ours are replaced; raises ForeignError, with nothing written, where a file that
    is not ours, or was changed by hand, stands in the way.
    """
    stored = read_stored(folder)
    claims = claims_of(stored)
    figures = [draw(stored) for draw in _FIGURES]
    pairs = maps.service_maps(stored)
    with tempfile.TemporaryDirectory(prefix="figures-") as place:
        draft = Path(place)
        _export_all(stored, claims, figures, pairs, draft)
        contents = {f"{FIGURES}/{path.name}": path.read_bytes() for path in draft.iterdir()}
    contents[REPORT] = _document(stored, claims, figures, pairs).encode("utf-8")
    put_files(folder, contents, _is_of_report)
    return folder / REPORT


def _is_of_report(path: str) -> bool:
    return path == REPORT or path.startswith(f"{FIGURES}/")


def titled(title: str, content: Markup) -> Markup:
    """A section's content below its title."""
    return together(element("h2", title), content)


def section_makers(stored: Stored) -> dict[str, Callable[[], Markup]]:
    """The sections one by one, each drawn only when it is asked for, by their id on the page."""
    claims = claims_of(stored)

    def figure_section(draw: Callable[[Stored], Figure]) -> Markup:
        figure = draw(stored)
        return together(element("h2", figure.title), shown(figure, stored))

    return {
        "answer": lambda: titled(
            "The short answer", together(standing(stored, claims), short_answer(stored, claims))
        ),
        **_findings(stored, claims),
        **{
            draw.__name__.replace("_", "-"): functools.partial(figure_section, draw)
            for draw in _FIGURES
        },
        "map": lambda: titled("Who leads where", maps_section(maps.service_maps(stored))),
        "manifest": lambda: titled("Where these numbers come from", closing.small_print(stored)),
    }


def _findings(stored: Stored, claims: Sequence[ClaimShown]) -> dict[str, Callable[[], Markup]]:
    """The sections that say what was found: verdicts, outcomes by arm, or both."""
    makers = {"verdicts": lambda: titled("The verdicts", verdicts_section(stored, claims))}
    if not stored.by_arm.empty:
        makers["arms"] = lambda: titled(by_arm.TITLE, by_arm.arms_section(stored))
        if not claims:
            del makers["verdicts"]
    return makers


def page_text(folder: Path) -> str:
    """The page as it would be written now, from stored results; nothing is written."""
    stored = read_stored(folder)
    figures = [draw(stored) for draw in _FIGURES]
    return _document(stored, claims_of(stored), figures, maps.service_maps(stored))


_FIGURES: tuple[Callable[[Stored], Figure], ...] = (
    market.holders_over_time,
    market.concentration,
    lives.endings,
    lasting.who_lasts,
    lives.by_arm,
    takeovers.takeover_fates,
    staff.leaving_and_gap,
)


def _export_all(
    stored: Stored,
    claims: Sequence[ClaimShown],
    figures: Sequence[Figure],
    pairs: Sequence[maps.ServiceMaps],
    folder: Path,
) -> None:
    """Every figure as SVG and PNG."""
    line = closing.provenance_line(stored)
    for figure in figures:
        export(figure, folder, line)
    if sheet := strip_sheet(
        claims, stored, "Verdicts: estimate and interval against the threshold"
    ):
        write_files(sheet, folder / "verdicts")
    drawings = [
        (f"{SERVICE_TITLES[pair.service]}, {year}", drawing)
        for pair in pairs
        for year, drawing in zip(pair.years, pair.maps, strict=True)
    ]
    if drawings:
        write_files(map_sheet(drawings, "Largest holder, by council"), folder / "map_of_holders")


def _document(
    stored: Stored,
    claims: list[ClaimShown],
    figures: Sequence[Figure],
    pairs: list[maps.ServiceMaps],
) -> str:
    """The whole page as text."""
    sections = _sections(stored, claims, figures, pairs)
    contents = [
        element("li", element("a", _SHORT.get(identity, title), href=f"#{identity}"))
        for identity, title, _ in sections
    ]
    body = [
        element("section", element("h2", title), content, id=identity)
        for identity, title, content in sections
    ]
    page = element(
        "body",
        element("a", "Skip to the answer", href="#answer", class_="skip"),
        _masthead(stored, claims),
        element(
            "div",
            element("nav", element("ol", *contents), aria_label="Contents", class_="contents"),
            element("main", *body),
            class_="frame",
        ),
    )
    return f"<!doctype html>\n{element('html', _head(stored), page, lang='en-GB')}\n"


def _sections(
    stored: Stored,
    claims: list[ClaimShown],
    figures: Sequence[Figure],
    pairs: list[maps.ServiceMaps],
) -> list[tuple[str, str, Markup]]:
    """What stands on the page, in its order: id, title and content of each."""
    arms = by_arm.arms_section(stored)
    verdicts = ("verdicts", "The verdicts", verdicts_section(stored, claims))
    return [
        ("answer", "The short answer", short_answer(stored, claims)),
        *([verdicts] if claims or not arms else []),
        *([("arms", by_arm.TITLE, arms)] if arms else []),
        *([("space", space.TITLE, space.space_section(stored))] if stored.over_space else []),
        *(
            (figure.name.replace("_", "-"), figure.title, shown(figure, stored))
            for figure in figures
        ),
        ("map", "Who leads where", maps_section(pairs)),
        ("assumptions", "What the answer stands on", closing.assumptions()),
        ("manifest", "Where these numbers come from", closing.small_print(stored)),
    ]


def _head(stored: Stored) -> Markup:
    """What comes before the body: title, style, and that nothing is loaded from elsewhere."""
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", _title(stored)),
        element("style", Markup(page_style())),
    )


def _title(stored: Stored) -> str:
    """What the page is called."""
    return capital(stored.manifest["title"] or spoken(stored.manifest["name"]))


def _masthead(stored: Stored, claims: Sequence[ClaimShown]) -> Markup:
    """Title, question and what was run."""
    question = stored.manifest.get("question", "")
    facts = [
        stored.manifest["scenario"],
        f"{stored.years(stored.base_arm):g} years from April 2013",
        f"{stored.n_runs():,} {'run' if stored.n_runs() == 1 else 'runs'}",
    ]
    if stored.n_runs(stored.base_arm) < stored.n_runs():
        facts.append(f"{stored.n_runs(stored.base_arm):,} of them at the base point")
    return element(
        "header",
        element("p", "Public service mutuals · simulation results", class_="kicker"),
        element("h1", _title(stored)),
        standing(stored, claims),
        element("p", question, class_="question") if question else "",
        element("p", " · ".join(capital(fact) for fact in facts if fact), class_="facts"),
        quick_banner() if stored.is_quick else "",
        element("p", capital(stored.unfinished), class_="banner") if stored.unfinished else "",
    )
