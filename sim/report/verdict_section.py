"""The short answer and the table of verdicts."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from sim.report.claims import Claim, Finding, titles
from sim.report.markup import element, together
from sim.report.stored import Stored
from sim.report.strips import strips_of
from sim.report.words import VERDICTS, capital, count, inside, listed

_ORDER = ("supported", "refuted", "undecided")
_GLYPHS = {"supported": "●", "refuted": "○", "undecided": "◐"}
LUCK = (
    "The intervals are over luck only: the same assumptions, run again with other seeds. They do "
    "not say how far the assumptions themselves may be off."
)


def quick_banner() -> Markup:
    """The warning on a quick trial."""
    return element(
        "aside",
        element("strong", "A quick trial: these verdicts mean nothing."),
        " It ran the same steps on a very small world with few runs, to see that everything works. "
        "Do not quote any number on this page.",
        class_="banner",
        role="note",
    )


def tally_words(claims: Sequence[Claim], setting: str) -> str:
    """How many claims came out how, as a sentence."""
    counts = Counter(claim.verdicts[setting] for claim in claims if setting in claim.verdicts)
    total = sum(counts.values())
    parts = [f"{count(counts[name], '', '').strip()} {name}" for name in _ORDER if counts[name]]
    first, *rest = parts
    verb = "is" if counts[_ORDER[0]] == 1 else "are"
    said = f"Of {count(total, 'claim')}, {listed([first.replace(' ', f' {verb} ', 1), *rest])}"
    return f"{said}."


def stability_words(claims: Sequence[Claim], stored: Stored) -> str:
    """Whether verdicts hold at the other settings."""
    if len(stored.settings) < 2:  # noqa: PLR2004
        return ""
    changing = [claim for claim in claims if claim.changes]
    others = listed([inside(stored.setting_title(name)) for name in stored.settings[1:]])
    if not changing:
        return f"Every verdict is the same at {others}."
    verb = "differs" if len(changing) == 1 else "differ"
    return (
        f"{capital(count(len(changing), 'verdict'))} {verb} at {others}: {titles(changing)}."
    )


def tiles(claims: Sequence[Claim], setting: str) -> Markup:
    """The tally as three figures."""
    counts = Counter(claim.verdicts[setting] for claim in claims if setting in claim.verdicts)
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", str(counts[name]), class_="figure"),
                element("span", f"{_GLYPHS[name]} {VERDICTS[name].lower()}"),
                element("small", titles(c for c in claims if c.verdicts.get(setting) == name)),
            )
            for name in _ORDER
        ),
        class_="tiles",
    )


def verdict_table(claims: Sequence[Claim], stored: Stored) -> Markup:
    """Each claim with its verdict, numbers and plots, the settings side by side."""
    settings = stored.settings
    head = element(
        "tr",
        element("th", "Claim", scope="col"),
        *(element("th", stored.setting_title(name), scope="col") for name in settings),
        element("th", "Against the threshold", scope="col"),
    )
    return element(
        "table",
        element(
            "caption",
            "Verdicts, with estimate, interval, threshold and number of runs. "
            "The shaded side of each plot supports the claim; the dashed line is the threshold.",
        ),
        element("thead", head),
        element("tbody", *(_row(claim, stored) for claim in claims)),
        class_="verdicts",
    )


def _row(claim: Claim, stored: Stored) -> Markup:
    """One claim."""
    reason = element("p", capital(claim.reason), class_="reason") if claim.reason else ""
    plots = [
        element("figure", element("figcaption", words), plot)
        for words, plot in strips_of(claim, stored)
    ]
    return element(
        "tr",
        element(
            "th",
            element("span", claim.identity, class_="identity"),
            element("span", claim.statement),
            reason,
            scope="row",
        ),
        *(_cell(claim, name, stored) for name in stored.settings),
        element("td", together(*plots) if plots else "No numbers to draw.", class_="plots"),
    )


def _cell(claim: Claim, setting: str, stored: Stored) -> Markup:
    """One claim at one setting."""
    label = stored.setting_title(setting)
    if setting not in claim.verdicts:
        return element("td", "not run", data_label=label)
    return element(
        "td",
        pill(claim.verdicts[setting]),
        *(_numbers(finding) for finding in claim.findings[setting]),
        _runs(claim.findings[setting]),
        data_label=label,
    )


def _numbers(finding: Finding) -> Markup:
    """Estimate and interval."""
    return element(
        "span",
        element("b", finding.said()),
        element("small", finding.interval()) if finding.has_numbers else "",
        class_="numbers",
    )


def _runs(findings: Sequence[Finding]) -> Markup:
    """Number of runs (pairs, where arms are compared) the numbers rest on."""
    known = {finding.runs for finding in findings if finding.runs is not None}
    if not known:
        return Markup("")
    words = f"{min(known):,}" if len(known) == 1 else f"{min(known):,}–{max(known):,}"
    return element("small", f"n = {words} {'run' if known == {1} else 'runs'}", class_="runs")


def pill(verdict: str) -> Markup:
    """A verdict as a word with a mark that needs no colour."""
    mark = _GLYPHS.get(verdict, "")
    return element("span", f"{mark} {VERDICTS.get(verdict, verdict)}", class_=f"pill {verdict}")
