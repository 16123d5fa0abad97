"""The page: sections in the order a reader asks, and the files written beside it."""

import functools
import re
import tempfile
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from sim.report.claims import Claim, claims_of
from sim.report.drawing.charts import Style
from sim.report.drawing.hexagons import map_sheet
from sim.report.drawing.markup import Content, element, together
from sim.report.drawing.palette import variables
from sim.report.drawing.svg import Figure, export, inline, write_files
from sim.report.sections import closing, lives, maps, market, space, staff, takeovers
from sim.report.sections import verdicts as answer
from sim.report.sections.strips import strip_sheet
from sim.report.stored import Stored, read_stored
from sim.studies.store.files import FIGURES, REPORT
from sim.studies.store.ownership import put_files
from sim.telling.words import KINDS, SERVICES, capital, count, inside, listed, spoken

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_SHORT = {
    "space": "Over what is uncertain",
    "concentration": "More than chance?",
    "endings": "What ends independence",
    "independence-by-arm": "Under other rules",
    "takeover-fates": "Takeover attempts",
    "leaving-and-reward-gap": "Two tiers of terms",
    "assumptions": "Assumptions and limits",
    "manifest": "Where numbers come from",
}
_NOTHING = "This folder does not hold what this figure needs"


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


def section_makers(stored: Stored) -> dict[str, Callable[[], Markup]]:
    """The sections one by one, each drawn only when it is asked for, by their id on the page."""
    claims = claims_of(stored)

    def figure_section(draw: Callable[[Stored], Figure]) -> Markup:
        figure = draw(stored)
        return together(element("h2", figure.title), _shown(figure, stored))

    def titled(title: str, content: Markup) -> Markup:
        return together(element("h2", title), content)

    return {
        "answer": lambda: titled(
            "The short answer", together(_standing(stored, claims), _short_answer(stored, claims))
        ),
        "verdicts": lambda: titled("The verdicts", _verdicts(stored, claims)),
        **{
            draw.__name__.replace("_", "-"): functools.partial(figure_section, draw)
            for draw in _FIGURES
        },
        "map": lambda: titled("Who leads where", _map(maps.service_maps(stored))),
        "manifest": lambda: titled("Where these numbers come from", closing.small_print(stored)),
    }


def scoped_style(scope: str) -> str:
    """The rules of the page's style sheet, each for what lies inside `scope` only.

    For pages that show sections of a report among other things, and have its colours already.
    """
    sheet = files("sim.report").joinpath("style.css").read_text(encoding="utf-8")

    def inside(match: re.Match[str]) -> str:
        selectors = (one.strip() for one in match.group(0).split(","))
        return ", ".join(
            one.replace(":root", scope) if one == ":root" else f"{scope} {one}" for one in selectors
        )

    return re.sub(r"(?:(?<=^)|(?<=[{}]))[^{}@]+(?=\{)", inside, sheet)


def page_text(folder: Path) -> str:
    """The page as it would be written now, from stored results; nothing is written."""
    stored = read_stored(folder)
    figures = [draw(stored) for draw in _FIGURES]
    return _document(stored, claims_of(stored), figures, maps.service_maps(stored))


_FIGURES: tuple[Callable[[Stored], Figure], ...] = (
    market.holders_over_time,
    market.concentration,
    lives.endings,
    lives.by_arm,
    takeovers.takeover_fates,
    staff.leaving_and_gap,
)


def _export_all(
    stored: Stored,
    claims: Sequence[Claim],
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
        (f"{SERVICES[pair.service]}, {year}", drawing)
        for pair in pairs
        for year, drawing in zip(pair.years, pair.maps, strict=True)
    ]
    if drawings:
        write_files(map_sheet(drawings, "Largest holder, by council"), folder / "map_of_holders")


def _document(
    stored: Stored,
    claims: list[Claim],
    figures: Sequence[Figure],
    pairs: list[maps.ServiceMaps],
) -> str:
    """The whole page as text."""
    sections = [
        ("answer", "The short answer", _short_answer(stored, claims)),
        ("verdicts", "The verdicts", _verdicts(stored, claims)),
        *([("space", space.TITLE, space.space_section(stored))] if stored.over_space else []),
        *(
            (figure.name.replace("_", "-"), figure.title, _shown(figure, stored))
            for figure in figures
        ),
        ("map", "Who leads where", _map(pairs)),
        ("assumptions", "What the answer stands on", closing.assumptions()),
        ("manifest", "Where these numbers come from", closing.small_print(stored)),
    ]
    contents = [
        element("li", element("a", _SHORT.get(identity, title), href=f"#{identity}"))
        for identity, title, _ in sections
    ]
    body = [
        element("section", element("h2", title), content, id=identity)
        for identity, title, content in sections
    ]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", _title(stored)),
        element("style", Markup(_style())),
    )
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
    return f"<!doctype html>\n{element('html', head, page, lang='en-GB')}\n"


def _style() -> str:
    """The style sheet, its colours first."""
    sheet = files("sim.report").joinpath("style.css").read_text(encoding="utf-8")
    light = f":root{{{variables(dark=False)}}}"
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(dark=True)}}}}}"
    return f"{light}\n{dark}\n{sheet}"


def _title(stored: Stored) -> str:
    """What the page is called."""
    title = stored.manifest.get("title") or spoken(str(stored.manifest.get("name") or "one run"))
    return capital(str(title))


def _standing(stored: Stored, claims: Sequence[Claim]) -> Markup:
    """The sentence that comes before any verdict on what a person said."""
    if not claims or not stored.is_of_person:
        return Markup("")
    return element("p", answer.standing(stored), class_="standing")


def _masthead(stored: Stored, claims: Sequence[Claim]) -> Markup:
    """Title, question and what was run."""
    question = str(stored.manifest.get("question") or "")
    facts = [
        str(stored.manifest.get("scenario") or ""),
        f"{stored.years(stored.base_arm):g} years from April 2013",
        f"{stored.n_runs():,} {'run' if stored.n_runs() == 1 else 'runs'}",
    ]
    if stored.n_runs(stored.base_arm) < stored.n_runs():
        facts.append(f"{stored.n_runs(stored.base_arm):,} of them at the base point")
    return element(
        "header",
        element("p", "Public service mutuals · simulation results", class_="kicker"),
        element("h1", _title(stored)),
        _standing(stored, claims),
        element("p", question, class_="question") if question else "",
        element("p", " · ".join(capital(fact) for fact in facts if fact), class_="facts"),
        answer.quick_banner() if stored.is_quick else "",
        element("p", capital(stored.unfinished), class_="banner") if stored.unfinished else "",
    )


def _short_answer(stored: Stored, claims: Sequence[Claim]) -> Markup:
    """Verdict counts in words, and a few plain facts."""
    pieces: list[Content] = []
    if claims:
        setting = stored.settings[0]
        said = f"{answer.tally_words(claims, setting)} {answer.stability_words(claims, stored)}"
        pieces.append(element("p", said.strip(), class_="lead"))
        pieces.append(answer.tiles(claims, setting))
        if stored.over_space:
            said = f"Over the space of what is uncertain, {space.in_words(stored.over_space)}"
            pieces.append(element("p", said))
    elif stored.over_space:
        pieces.append(element("p", space.in_words(stored.over_space), class_="lead"))
    elif stored.n_runs() == 1:
        said = "This is one run: one possible history, without verdicts and without bands."
        pieces.append(element("p", said, class_="lead"))
    else:
        pieces.append(element("p", "No claims were judged in this folder.", class_="lead"))
    facts = market.opening_facts(stored)
    items = [
        element("li", element("b", value), " ", words, ", ", element("span", since))
        for value, words, since in facts
    ]
    if items:
        heading = element(
            "h3", "In the base arm, on average" if stored.n_runs() > 1 else "In brief"
        )
        pieces += [heading, element("ul", *items, class_="brief")]
    return together(*pieces)


def _verdicts(stored: Stored, claims: Sequence[Claim]) -> Markup:
    """The table of verdicts, or a sentence if there are none."""
    if not claims:
        words = "No claims were judged in this folder; a study with hypotheses fills this table."
        return element("p", words, class_="missing")
    return together(
        element("p", answer.LUCK, class_="note"),
        element("div", answer.verdict_table(claims, stored), class_="wide"),
        answer.every_number(claims, stored),
        answer.beside(stored),
    )


def _shown(figure: Figure, stored: Stored) -> Markup:
    """A figure: in words, key, panels, note, numbers; or a sentence if it cannot be drawn."""
    gone = lives.missing_arms(stored) if figure.name == "independence_by_arm" else []
    absent = f"Not in this folder: {listed([inside(title) for title in gone])}." if gone else ""
    if not figure.panels:
        return element("p", f"{_NOTHING}. {absent}".strip(), class_="missing")
    drawn = [
        element(
            "figure", element("figcaption", panel.title), inline(panel, f"{figure.name}-{place}")
        )
        for place, panel in enumerate(figure.panels)
    ]
    words = element("p", element("b", "In words: "), inside(figure.in_words), class_="words")
    return together(
        words if figure.in_words else "",
        key(figure.key),
        element("div", *drawn, class_=f"panels across-{figure.columns}"),
        element("p", f"{figure.note} {_n_runs(figure, stored)} {absent}".strip(), class_="note"),
        figure.table,
    )


def _n_runs(figure: Figure, stored: Stored) -> str:
    """How many runs stand behind a figure, arm by arm."""
    runs = stored.n_runs(stored.base_arm)
    if runs == 1:
        return "One run, so there is no band."
    arms = figure.arms or [stored.base_arm]
    if len(arms) == 1:
        return f"{capital(count(runs, 'run'))} of the base arm (n = {runs:,})."
    said = [f"{inside(stored.arm_title(arm))} n = {stored.n_runs(arm):,}" for arm in arms]
    return f"Runs: {', '.join(said)}."


def key(styles: Sequence[Style]) -> Markup:
    """What each colour and line means."""
    items = []
    for style in styles:
        mark = "dashed" if style.dash else "solid"
        items.append(
            element(
                "li", element("i", class_=mark, style=f"--c:var(--{style.colour})"), style.label
            )
        )
    return element("ul", *items, class_="key") if items else Markup("")


def _map(pairs: list[maps.ServiceMaps]) -> Markup:
    """Maps of every service, or a sentence if there are none."""
    if not pairs:
        return element("p", f"{_NOTHING}: the holders of each council.", class_="missing")
    words = maps.maps_in_words(pairs)
    return together(
        element("p", element("b", "In words: "), inside(words), class_="words"),
        key([Style(title, kind) for kind, title in KINDS.items()]),
        maps.map_grid(pairs),
        element(
            "p",
            "Each hexagon is a council, coloured by the kind of its largest holder by value. "
            "One run of the base arm; point at a hexagon for its name and holder.",
            class_="note",
        ),
        maps.map_numbers(pairs),
    )
