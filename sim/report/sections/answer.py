"""The short answer: verdicts counted in words, and a few plain facts."""

from collections.abc import Sequence

from markupsafe import Markup

from sim.report.claims import ClaimShown, titles
from sim.report.drawing.markup import Content, element, together
from sim.report.sections import by_arm, market, space
from sim.report.sections.verdicts import GLYPHS
from sim.report.stored import Stored
from sim.studies.judging import saying
from sim.telling.words import capital, count, counted, inside, listed

_USUAL_OF_PERSON = (saying.FOLLOWS, saying.DOES_NOT, saying.UNTOLD)
"""Words that have their tile even where no claim got them."""


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


def tally_words(claims: Sequence[ClaimShown], setting: str) -> str:
    """How many claims came out how, as a sentence."""
    counts = saying.counted_up(claim.words[setting] for claim in claims if setting in claim.words)
    if not counts:
        return "No claim was judged at this setting."
    parts = [_so_many(name, many) for name, many in counts.items()]
    first = next(iter(counts))
    if first in saying.OF_PERSON:
        verb = "is" if counts[first] == 1 else "are"
        parts[0] = f"{counted(counts[first])} {verb} {first}"
        listed_at = ""
    else:
        listed_at = f", {saying.LISTED}"
    return f"Of {count(sum(counts.values()), 'claim')}, {listed(parts)}{listed_at}."


def _so_many(name: str, many: int) -> str:
    """So many claims of one short word."""
    said = saying.so_many(name, many)
    if name == saying.GIVEN:
        said = f"{'is' if many == 1 else 'are'} {name}"
    return f"{counted(many)} {said}"


def stability_words(claims: Sequence[ClaimShown], stored: Stored) -> str:
    """Whether verdicts hold at the other settings."""
    if len(stored.settings) <= 1:
        return ""
    changing = [claim for claim in claims if claim.changes]
    others = listed([inside(stored.setting_title(name)) for name in stored.settings[1:]])
    if not changing:
        return f"Every verdict is the same at {others}."
    verb = "differs" if len(changing) == 1 else "differ"
    return f"{capital(count(len(changing), 'verdict'))} {verb} at {others}: {titles(changing)}."


def tiles(claims: Sequence[ClaimShown], setting: str) -> Markup:
    """The tally as three figures."""
    told = {claim.identity: saying.short(claim.words.get(setting, "")) for claim in claims}
    counts = saying.counted_up(told.values())
    usual = saying.OF_PERSON if counts.keys() & saying.OF_PERSON.keys() else _USUAL_OF_PERSON
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", str(counts.get(name, 0)), class_="figure"),
                element("span", f"{GLYPHS[name]} {saying.so_many(name, counts.get(name, 0))}"),
                element("small", titles(c for c in claims if told[c.identity] == name)),
            )
            for name in saying.ORDER
            if name in usual or name in counts
        ),
        class_="tiles",
    )


def standing(stored: Stored, claims: Sequence[ClaimShown]) -> Markup:
    """What is to be said before any verdict on a person's words: where it holds, and turns."""
    if not claims or not stored.is_of_person:
        return Markup("")
    parts = [
        f"Verdicts are {saying.LISTED}",
        stored.manifest.get("turns", "").strip().rstrip("."),
        "a verdict over plausible worlds is to come",
    ]
    said = f"{'; '.join(part for part in parts if part)}."
    return element("p", said, class_="standing")


def short_answer(stored: Stored, claims: Sequence[ClaimShown]) -> Markup:
    """Verdict counts in words, and a few plain facts."""
    pieces: list[Content] = []
    if claims:
        setting = stored.settings[0]
        said = f"{tally_words(claims, setting)} {stability_words(claims, stored)}"
        pieces.append(element("p", said.strip(), class_="lead"))
        pieces.append(tiles(claims, setting))
        if stored.over_space:
            said = f"Over the space of what is uncertain, {space.in_words(stored.over_space)}"
            pieces.append(element("p", said))
    elif stored.over_space:
        pieces.append(element("p", space.in_words(stored.over_space), class_="lead"))
    elif stored.n_runs() == 1:
        said = "This is one run: one possible history, without verdicts and without bands."
        pieces.append(element("p", said, class_="lead"))
    else:
        said = by_arm.in_words(stored) or "No claims were judged in this folder."
        pieces.append(element("p", said, class_="lead"))
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
