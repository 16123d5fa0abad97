"""The thirteen shared patterns: what is published, what is tested, and what a miss would mean."""

from collections.abc import Callable
from typing import NamedTuple

from docs.make.patterns import bodies, supply
from docs.make.patterns.told import Check, Runs


class Pattern(NamedTuple):
    """Something published that a credible model should reproduce, and how that is tested."""

    number: int
    title: str
    published: str
    evidence: str
    asked: tuple[str, ...]
    """The tests."""
    checks: Callable[[Runs], list[Check]]
    pictures: tuple[str, ...]
    cause: str
    """Why it is missed, if it is."""
    leans: str
    """Which way a miss leans the verdicts, as a sentence goes on after "it leans them"."""
    tuned: str = ""
    """What of it was an input; empty if nothing was."""


PATTERNS = (
    Pattern(
        1,
        "The council share of homes falls, then turns",
        "26% (2013), 23% (2015), 20% (2017), 18% (2019); council homes 596 (2009) to 418 (2019), "
        "then 103 opened in a year (2023-24, a narrower count)",
        "E9 E10 E11 E12 E14 E16 E17",
        (
            "falls over ten years, by a tenth or more, in no year rising by over a point",
            "5 points or less from the published share, 2013 to 2021",
            "partial re-entry: councils' staff in homes rise by a tenth from their lowest "
            "after year ten",
        ),
        supply.council_homes,
        ("council_homes", "number_homes"),
        "councils take back single contracts by price, quality and taste; they found no homes"
        " of their own and nothing makes them do so when places are short",
        "in homes towards outside supply late in the run; where no mutual works, verdicts on "
        "mutuals hardly move",
        tuned="the share in 2013 is an input",
    ),
    Pattern(
        2,
        "Concentration in homes does not rise without limit",
        "ten groups run a third of private homes (2019 to 2022), 30% (2023), 26% (2024); homes "
        "+66% in five years to 2025 through small new homes",
        "E3 E4 E5 E6 E7 E8 E17",
        (
            "from year 8 to 12 the private share rises while the ten largest lose",
            "5 points or less from the published share, 2019 to 2024",
        ),
        supply.top10_homes,
        ("top10_homes",),
        "groups lose homes to small bodies early because their bid teams cannot hold the "
        "opening share, and small owners who wish to grow win more homes; later their shares drift "
        "up, since nobody opens a home of his own; the model's share is of the value of all "
        "homes outside, charities' too",
        "towards an open market where the share is too low (H3a and H3b down in homes), and "
        "towards consolidation where it rises late",
        tuned="the share in 2013 is an input",
    ),
    Pattern(
        5,
        "Large groups earn much more than small and mutual suppliers",
        "17 to 23% for the largest groups in homes and fostering; small homes near break-even; "
        "0.3 to 5% for two health mutuals",
        "E27 E28 E30 E67 E110",
        (
            "groups earn more than small providers and mutuals in every year",
            "groups in homes and fostering earn 17 to 23%",
            "small providers in homes and fostering earn 0 to 5%",
            "mutuals earn 0 to 5%",
        ),
        bodies.margins,
        ("margins",),
        "prices follow posts and pay does not outrun them, so that margins of small bodies "
        "climb; groups' prices are held down by ceilings near in-house cost",
        "towards independence where small margins are too high (H1a up, failures and hand-"
        "backs down), and against takeovers where groups earn too little (H2a down)",
        tuned="group margins were tuned to 0.05 or more",
    ),
    Pattern(
        6,
        "The stock of mutuals rises fast, then stalls",
        "about 45 (2011), 66 (early 2013), 100 (July 2014), about 115 (2018), all sectors; youth "
        "mutuals 2 by 2014, 5 by 2016",
        "E51 E52 E54 E55 E57 E60",
        (
            "the stock grows by a quarter or more in the first year (published +52% to mid-2014)",
            "net growth of -5 to +20% from 2014 to 2018 (published +15%)",
            "1 to 3 youth mutuals in April 2014 (published 2)",
            "3 to 7 youth mutuals in April 2016 (published 5)",
        ),
        bodies.stock,
        ("mutuals", "mutuals_youth"),
        "the model follows the bodies of these services that are known by name, 9 in 2013 and "
        "22 by 2018 (E252), and E60; the published stock is of all sectors, mostly health, and "
        "stalls from 2014. How many begin and when is an input",
        "towards the fate of those founded after 2014, who are half of the bodies",
    ),
    Pattern(
        7,
        "Youth and early-help budgets collapse, spending on homes doubles",
        "youth -74% in ten years; early help -42%; spending on independent homes 737m (2015/16) "
        "to 1.5bn (2021/22)",
        "E28 E87 E88 E89",
        (
            "what is paid for youth work falls by 6 to 12% a year",
            "what is paid for homes grows",
            "youth falls by 65% or more in ten years (published 74%)",
            "homes grow by 60% or more from 2015 to 2021 (published +104%, nominal, "
            "independent homes)",
        ),
        supply.budgets,
        ("budgets", "cost_homes"),
        "budgets grow at one rate a service, prices do not fall below what a post costs, and "
        "prices of homes do not rise with shortage; no service stands for early help (school "
        "support is drawn beside it), and published homes are independent and nominal",
        "towards independence in youth where its budgets fall too slowly, and against groups "
        "where spending on homes grows too slowly",
        tuned="budgets and need are inputs",
    ),
    Pattern(
        10,
        "Rules of financial standing shut small bidders out",
        "a surety of 10m asked of a mutual with 28m income, said to have decided the award",
        "E91",
        (
            "with a surety of a tenth mutuals win at most a tenth of the lots over GBP 1m a "
            "year that they win from others without it",
        ),
        supply.surety,
        (),
        "mutuals hold cash enough to pledge a tenth of a contract, since reserves pile up; "
        "none is asked for one's own lot",
        "towards no effect of rules on financial standing: that lever looks harmless",
    ),
    Pattern(
        12,
        "Takeover pricing favours roll-ups",
        "about 6 times earnings for small bodies, 11 to 14 for large ones; more than 40 fostering "
        "agencies bought from 2015, some 1.3% a year",
        "E26 E106 E107 E109",
        ("0.5 to 3% of small independents are taken over a year",),
        supply.takeovers,
        (),
        "buyers look at a steady rate, whatever money costs; that profitable bodies are "
        "bought more often is not measured here",
        "towards independence and against H2a where takeovers are too few, the other way "
        "where too many",
        tuned="prices over earnings are inputs",
    ),
    Pattern(
        14,
        "Contract terms are short and stepped",
        "first contracts of 3 to 5 years, 2 to 5 more by extension",
        "E63 E72 E73 E74 E84",
        ("half or more of mutuals' first renewals are decided 3 to 5.5 years after founding",),
        bodies.terms,
        (),
        "lots of one body may be let at different times, and a challenged start has no full term",
        "towards independence, since renewals spread out soften the cliff",
        tuned="terms are inputs",
    ),
    Pattern(
        15,
        "Staff turnover is high, and somewhat lower after mutualisation",
        "social workers 13.5 to 17% a year, homes 29 to 35%; mutuals report -16%; a meta-analysis "
        "says small (r = 0.04)",
        "E53 E92 E94 E97",
        (
            "13.5 to 17% of social workers leave a year",
            "29 to 35% of staff in homes leave a year",
            "youth: leaving from mutuals 0 to 20% below council teams'",
            "school support: the same",
            "social work: the same",
        ),
        bodies.turnover,
        (),
        "leaving follows reward, strain and security: new staff on lower terms and contracts "
        "near their end weigh more than a vote; the published -16% is what survivors report "
        "of themselves",
        "against mutuals in cost and quality where they lose more staff than councils, "
        "towards them where over a fifth less",
        tuned="solved at month 0",
    ),
    Pattern(
        17,
        "Reserved contracts help once",
        "one youth service reserved for three years; up to five by law, none again to the same "
        "body within three",
        "E81 E82",
        (
            "fewer of the mutuals that last five years meet open competition in them",
            "of those that last ten years at least eight in ten as many as without reservation",
        ),
        supply.reserved,
        (),
        "a reserved term runs after the first extension, so that part of the mutuals meet "
        "open competition only after year ten",
        "towards reserved contracts as a lasting shelter, more than in life",
    ),
    Pattern(
        18,
        "Survivors report health",
        "92 to 96% of surveyed mutuals in surplus; 0.5% of all companies fail in a year",
        "E55 E56 E114",
        (
            "mutuals that trade earn 0 to 5% (published: 92 to 96% in surplus)",
            "at most half of mutuals' endings are insolvencies",
            "0.25 to 1% of companies fail a year (published 0.5%)",
        ),
        bodies.health,
        (),
        "few bodies fail while they trade, prices follow posts, and reserves pile up",
        "towards independence where failures are too rare or surpluses too common",
    ),
    Pattern(
        19,
        "Supply is clustered and demand rises slowly",
        "North West 25 to 26% of homes and 18% of children in care; half of placements over 20 "
        "miles; children in care +1.9% a year",
        "E121 E123 E124",
        (
            "the North West has 23 to 28% of homes at the opening (published 25 to 26%)",
            "half of placements lie over 20 miles away",
            "posts in homes grow by 1 to 3% a year (published 1.9%, children in care)",
        ),
        supply.clusters,
        (),
        "a lot serves its own council, and homes are dealt to regions by need: no child is "
        "placed elsewhere",
        "towards local bodies, and against groups that sell to many councils",
        tuned="need is an input",
    ),
    Pattern(
        20,
        "Voluntary providers shrink alongside councils",
        "8% of homes (2017); 160 to 141 voluntary homes in a year while private ones rose by 12%",
        "E9 E14",
        ("the voluntary share of homes falls by a point or more from 2013 to 2021",),
        supply.voluntary,
        ("voluntary_homes",),
        "charities bid like firms and win with social value; nothing makes them give homes "
        "up, and the published fall is of a single year",
        "towards merger and loss to non-profits and away from groups as the cause of endings "
        "(H2c down)",
        tuned="the share in 2013 is an input",
    ),
)
"""In the order of the shared list of patterns, whose numbers they bear."""
