"""Webb's precedents: markets with a few main suppliers now, where many smaller ones were."""

# ruff: noqa: E501 (a fact stands on one line)

from docs.make.cases.case import Arm, Case, Fact, Measure

_CONCENTRATION = (
    Measure("holders 0", "suppliers at the start"),
    Measure("holders 10", "suppliers after ten years"),
    Measure("top4 0", "share of the largest four at the start", "share"),
    Measure("top4 10", "share of the largest four after ten years", "share"),
    Measure("frozen 10", "the same by chance alone, from opening shares", "share"),
    Measure("drift 10", "the same by chance alone, from current regional shares", "share"),
    Measure("effective 10", "effective number of suppliers after ten years"),
)
INSPECTORS = Case(
    name="many_inspectors",
    title="Webb's precedent: school inspection support",
    story="Andrew Webb named school inspection support as an area that has been outsourced: only a few main suppliers now, where many smaller companies were. The world has that service alone: hundreds of small firms, no group, everything outside, half of all lettings in regional bundles.",
    facts=(
        Fact(
            "once many smaller companies, now a few main suppliers",
            "the opening market; the end is what is asked",
        ),
    ),
    assumed=(
        "Everything else: about 2,400 posts in lots of six, costs and pay as in support to schools, bundles, no taking back.",
        "Councils stand in for the inspectorate as buyers.",
    ),
    measures=_CONCENTRATION,
    arms=(
        Arm("no_bundles", "no bundles", {"policy.bundles": 0.0}),
        Arm("no_takeovers", "no takeovers", {"mechanisms.takeovers": False}),
    ),
    left_out=("A single national buyer that decides how many suppliers it wants.",),
)
HOMES = Case(
    name="childrens_homes",
    title="Webb's precedent: children's homes",
    story="Andrew Webb named children's homes as the other market with only a few main suppliers now, where many smaller companies were. The world has homes alone and starts before groups had a share worth naming.",
    facts=(
        Fact(
            "likewise once many smaller companies, now a few main suppliers",
            "the opening market; the end is what is asked",
        ),
    ),
    assumed=("Small owners hold 70% at the start and groups 5%; all else as in `england`.",),
    measures=_CONCENTRATION,
    arms=(Arm("no_takeovers", "no takeovers", {"mechanisms.takeovers": False}),),
    left_out=("The sale of whole groups and the money behind them.",),
)
