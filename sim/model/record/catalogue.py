"""Every outcome: name, unit, stock or flow, formula, one-sentence meaning."""

from dataclasses import dataclass
from typing import Literal

from sim.registry.sections.services import SERVICES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one number of a result means."""

    name: str
    unit: str
    kind: Literal["stock", "flow", "end"]
    formula: str
    meaning: str


def _stock(name: str, unit: str, formula: str, meaning: str) -> Outcome:
    return Outcome(name, unit, "stock", formula, meaning)


def _flow(name: str, unit: str, formula: str, meaning: str) -> Outcome:
    return Outcome(name, unit, "flow", formula, meaning)


def _end(name: str, unit: str, formula: str, meaning: str) -> Outcome:
    return Outcome(name, unit, "end", formula, meaning)


SHARE = "share"
RATE = "per year"

SERIES: tuple[Outcome, ...] = (
    _stock("external_share", SHARE, "value not held by council teams / value", "Part of a service bought from outside."),
    _stock("share_in_house", SHARE, "value held by council teams / value", "Part of a service that councils run."),
    _stock("share_mutual", SHARE, "value held by mutuals / value", "Part of a service that mutuals run."),
    _stock("share_small", SHARE, "value held by small providers / value", "Part of a service that small providers run."),
    _stock("share_group", SHARE, "value held by private groups / value", "Part of a service that private groups run."),
    _stock("share_private", SHARE, "value held by groups and small firms / value", "Part of a service run for profit."),
    _stock("share_local", SHARE, "value held by bodies at home in the council / value", "Part of a service that is held locally."),
    _stock("top4_share", SHARE, "value of the four largest / external value", "Part of the external market that its four largest suppliers hold."),
    _stock("top10_share", SHARE, "value of the ten largest / external value", "Part of the external market that its ten largest suppliers hold."),
    _stock("hhi", "index 0 to 1", "sum of squared shares of external value", "Concentration of the external market (Herfindahl-Hirschman)."),
    _stock("effective_suppliers", "suppliers", "1 / hhi", "Equal suppliers that would give the same concentration."),
    _stock("top4_share_pool", SHARE, "top-4 share in a pool of the opening number of lots", "Top-4 share at a fixed size of market."),
    _stock("top10_share_all", SHARE, "value of the ten largest / all value", "Part of all supply that the ten largest hold."),
    _stock("hhi_all", "index 0 to 1", "sum of squared shares of all value", "Concentration of all supply, council teams included."),
    _stock("effective_suppliers_all", "suppliers", "1 / hhi_all", "Equal suppliers that would give the same concentration of all supply."),
    _stock("top4_share_all", SHARE, "value of the four largest / all value", "Part of all supply, council teams included, that the four largest hold."),
    _stock("top4_share_frozen", SHARE, "top4_share_pool under the frozen null", "What the top-4 share would be if winners were drawn by opening shares."),
    _stock("top4_share_drift", SHARE, "top4_share_pool under the regional drift null", "What it would be if winners were drawn by current shares in the region."),
    _stock("top4_share_drift_nation", SHARE, "top4_share_pool under the national drift null", "What it would be if winners were drawn by current national shares."),
    _flow("tenders", "tenders per month", "count", "Tenders settled."),
    _stock("bidders", "bids per tender", "bids / tenders", "Bids that a tender draws."),
    _stock("single_bid_share", SHARE, "tenders with one bid / tenders with any", "Tenders that only one bidder enters."),
    _stock("incumbents_kept_share", SHARE, "re-lettings won by the holder / re-lettings awarded", "How often holders keep their contracts."),
    _stock("price_over_ceiling", "ratio", "mean price / ceiling over awards", "How near to the council's ceiling prices are."),
    _stock("insourced_share", SHARE, "contracts taken back / contracts decided", "How often councils take a contract back when it ends."),
    _flow("bids", "bids per month", "count", "Bids made."),
    _flow("tenders_with_bid", "tenders per month", "count", "Tenders with at least one bid."),
    _flow("single_bids", "tenders per month", "count", "Tenders with exactly one bid."),
    _flow("relets", "lettings per month", "count", "Contracts let anew from outside holders."),
    _flow("incumbents_kept", "lettings per month", "count", "Of these, kept by the holder."),
    _flow("insourced", "lettings per month", "count", "Contracts taken back in-house after a tender."),
    _flow("insourcing_decisions", "lettings per month", "count", "Contracts on which councils decided whether to take them back."),
    _stock("margin_mutual", SHARE, "12-month earnings / turnover, by value held", "Margin of mutuals before interest."),
    _stock("margin_small", SHARE, "12-month earnings / turnover, by value held", "Margin of small providers before interest."),
    _stock("margin_group", SHARE, "12-month earnings / turnover, by value held", "Margin of private groups before interest."),
    _stock("leaving_rate", RATE, "12 x leavers / people in post", "Rate at which staff leave."),
    _stock("leaving_first_holders", RATE, "12 x leavers / people, who held their post from the start, outside", "Leaving of those who came with the service."),
    _stock("leaving_new_staff", RATE, "12 x leavers / people, hired since the start, outside", "Leaving of those hired later."),
    _stock("leaving_protected", RATE, "12 x leavers / people on better terms than now offered, outside", "Leaving of staff on protected terms."),
    _stock("leaving_new_terms", RATE, "12 x leavers / other people, outside", "Leaving of staff on the employer's own terms."),
    _stock("leaving_in_house", RATE, "12 x leavers / people, council teams", "Leaving from council teams."),
    _stock("leaving_mutual", RATE, "12 x leavers / people, mutuals", "Leaving from mutuals."),
    _stock("leaving_small", RATE, "12 x leavers / people, small providers", "Leaving from small providers."),
    _stock("leaving_group", RATE, "12 x leavers / people, private groups", "Leaving from private groups."),
    _stock("vacancy_share", SHARE, "posts nobody holds / posts needed", "Posts that stand vacant."),
    _stock("agency_share", SHARE, "vacancies covered by agency / posts needed", "Posts covered by agency staff."),
    _stock("new_terms_share", SHARE, "people below council terms / people, outside", "Outside staff on terms below the council's."),
    _stock("reward_gap", "reward ratio", "mean reward on council terms - mean reward on new terms, outside", "Gap between the two tiers of terms."),
    _stock("commitment", "0 to 1", "mean over people in post", "Commitment of staff."),
    _stock("quality", "0 to 1", "mean over posts needed", "Quality of the service."),
    _stock("posts_required", "posts", "sum", "Posts needed."),
    _stock("posts_filled", "posts", "sum", "People in post."),
    _flow("staff_moved", "people per month", "count", "People who changed employer with their contract."),
    _flow("jobs_lost", "people per month", "count", "People made redundant."),
    _stock("public_cost", "GBP per year", "prices, council teams' costs, client side, stranded and step-in cost, at a yearly rate", "What the public pays."),
    _stock("front_line_share", SHARE, "pay and agency / what councils pay for the services, charges left behind by spin-outs apart", "Part of public cost that reaches the front line."),
    _flow("step_in_cost", "GBP per month", "sum", "Cost to councils of stepping in."),
    _stock("mutuals_alive", "mutuals", "count", "Mutuals that trade and are independent, by the service they mainly work in."),
    _flow("spin_outs", "mutuals per month", "count", "Mutuals founded."),
    _flow("challenges", "spin-outs per month", "count", "Spin-outs whose first award a rival challenged."),
    _flow("entrants", "providers per month", "count", "New small providers."),
    _flow("insolvencies", "providers per month", "count", "Providers that failed."),
    _flow("handbacks", "lots per month", "count", "Lots handed back in distress."),
    _flow("takeover_looks", "looks per month", "count", "Best targets looked at."),
    _flow("takeovers_possible", "attempts per month", "count", "Looks that were worth an attempt and could be paid for."),
    _flow("takeovers_blocked_by_form", "attempts per month", "count", "Attempts that the legal form forbade."),
    _flow("takeovers_voted_down", "attempts per month", "count", "Attempts that owners or members refused."),
    _flow("takeovers_blocked_by_control", "attempts per month", "count", "Attempts that merger control stopped."),
    _flow("takeovers_done", "takeovers per month", "count", "Takeovers and mergers completed."),
    _flow("below_cost_bids", "bids per month", "count", "Bids below the bidder's own estimate of cost."),
    _flow("awards_mutual", "awards per month", "count", "Contracts awarded to mutuals."),
    _flow("awards_small", "awards per month", "count", "Contracts awarded to small providers."),
    _flow("awards_group", "awards per month", "count", "Contracts awarded to private groups."),
    _stock("quality_in_house", "0 to 1", "mean over posts needed, council teams", "Quality of what council teams provide."),
    _stock("quality_mutual", "0 to 1", "mean over posts needed, mutuals", "Quality of what mutuals provide."),
    _stock("quality_small", "0 to 1", "mean over posts needed, small providers", "Quality of what small providers provide."),
    _stock("quality_group", "0 to 1", "mean over posts needed, private groups", "Quality of what private groups provide."),
    _stock("front_line_share_in_house", SHARE, "pay and agency / what the public pays, council teams", "Part of the spending on council teams that reaches the front line."),
    _stock("front_line_share_mutual", SHARE, "pay and agency / what the public pays, mutuals", "Part of the spending on mutuals that reaches the front line."),
    _stock("front_line_share_small", SHARE, "pay and agency / what the public pays, small providers", "Part of the spending on small providers that reaches the front line."),
    _stock("front_line_share_group", SHARE, "pay and agency / what the public pays, private groups", "Part of the spending on private groups that reaches the front line."),
    _stock("unit_cost_in_house", "GBP per year and post", "what the public pays / posts needed, council teams", "Public cost of one post of service from council teams."),
    _stock("unit_cost_mutual", "GBP per year and post", "what the public pays / posts needed, mutuals", "Public cost of one post of service from mutuals."),
    _stock("unit_cost_small", "GBP per year and post", "what the public pays / posts needed, small providers", "Public cost of one post of service from small providers."),
    _stock("unit_cost_group", "GBP per year and post", "what the public pays / posts needed, private groups", "Public cost of one post of service from private groups."),
    _stock("unit_cost_mutual_to_in_house", "ratio", "what the public pays mutuals / what council teams of the same services would cost for the same posts", "Public cost of a unit of service from mutuals over that from council teams."),
    _stock("front_line_gain_mutual", SHARE, "(pay and agency of mutuals - council teams' front-line share of the service x what mutuals are paid) / what mutuals are paid", "What reaches the front line of each pound spent on mutuals beyond what council teams would put there."),
    _stock("front_line_gain_mutual_under_2m", SHARE, "front_line_gain_mutual of mutuals paid under GBP 2m a year", "The same of mutuals paid under GBP 2m a year."),
    _stock("front_line_gain_mutual_2m_to_5m", SHARE, "front_line_gain_mutual of mutuals paid GBP 2m to 5m a year", "The same of mutuals paid GBP 2m to 5m a year."),
    _stock("front_line_gain_mutual_over_5m", SHARE, "front_line_gain_mutual of mutuals paid GBP 5m a year or more", "The same of mutuals paid GBP 5m a year or more."),
    _stock("front_line_gain_mutual_with_stranded", SHARE, "front_line_gain_mutual with the central charge left behind added to what is paid", "The same once the charge that spin-outs leave with the council is counted."),
    _stock("commitment_council_terms", "0 to 1", "mean over outside staff not below council terms", "Commitment of outside staff on council terms."),
    _stock("commitment_new_terms", "0 to 1", "mean over outside staff below council terms", "Commitment of outside staff on terms below the council's."),
    _stock("commitment_young_mutuals", "0 to 1", "mean over staff of mutuals founded within twelve months", "Commitment of staff in a mutual's first year."),
    _stock("local_jobs_share", SHARE, "people employed by bodies at home in the council / people in post", "Part of the jobs in a service that are with a local employer."),
    _stock("abroad_share_mutual", SHARE, "value mutuals hold outside their home council / value they hold", "Part of what mutuals hold that lies in other councils."),
    _stock("people_in_house", "people", "people in post when the month's work begins, council teams", "People whom council teams employ."),
    _stock("people_mutual", "people", "people in post when the month's work begins, mutuals", "People whom mutuals employ."),
    _stock("people_small", "people", "people in post when the month's work begins, small providers", "People whom small providers employ."),
    _stock("people_group", "people", "people in post when the month's work begins, private groups", "People whom private groups employ."),
    _flow("redundancies_in_house", "people per month", "people whose post was cut and who found no other with the employer, council teams", "People whom council teams made redundant for cuts."),
    _flow("redundancies_mutual", "people per month", "people whose post was cut and who found no other with the employer, mutuals", "People whom mutuals made redundant for cuts."),
    _flow("redundancies_small", "people per month", "people whose post was cut and who found no other with the employer, small providers", "People whom small providers made redundant for cuts."),
    _flow("redundancies_group", "people per month", "people whose post was cut and who found no other with the employer, private groups", "People whom private groups made redundant for cuts."),
    _flow("spin_out_votes", "votes per month", "count", "Votes of staff on spinning out."),
    _flow("spin_out_votes_won", "votes per month", "count", "Of these, won."),
    _flow("shortlists", "spin-outs per month", "count", "Spin-outs put forward as a shortlist of one."),
    _flow("staff_returned", "people per month", "people in lots that come back from a body that failed or handed them back", "People whose employer failed or gave their contract up."),
    _flow("laid_off_unlet", "people per month", "people in such lots that nobody took on in time", "Of these, people who lost their job."),
)  # fmt: skip

_COHORT = (
    "mutuals founded by April 2018, by age, those older than the run entering late (Aalen-Johansen)"
)

ENDS: tuple[Outcome, ...] = (
    _end("independence_10y", SHARE, f"survival to 120 months: {_COHORT}", "Chance that a mutual is still independent after ten years."),
    _end("independence_10y.SERVICE", SHARE, f"the same, of mutuals that mainly work in one service: {_COHORT}", "Chance that a mutual of one service is still independent after ten years."),
    _end("independence_10y_founded_later", SHARE, f"the same, of mutuals founded within the run: {_COHORT}", "Chance that a mutual founded after April 2013 is still independent after ten years."),
    _end("passed_to_group_10y", SHARE, f"cumulative incidence of takeover, a stake past half, or the main contract lost to a group to 120 months: {_COHORT}", "Chance that a mutual or its last contract has passed to a private group within ten years."),
    _end("independence_10y_small", SHARE, "the same for small firms that are not charities", "Chance that a small firm is still independent after ten more years."),
    _end("taken_over_10y", SHARE, f"cumulative incidence of takeover or a stake past half to 120 months: {_COHORT}", "Chance that a mutual has been taken over within ten years."),
    _end("taken_over_10y_small", SHARE, "the same for small firms that are not charities", "Chance that a small firm has been taken over within ten years."),
    _end("merged_10y", SHARE, f"cumulative incidence of merger into a non-profit to 120 months: {_COHORT}", "Chance that a mutual has merged into a non-profit within ten years."),
    _end("lost_to_group_10y", SHARE, f"cumulative incidence of the main contract lost to a group to 120 months: {_COHORT}", "Chance that a group has won a mutual's last contract within ten years."),
    _end("lost_to_nonprofit_10y", SHARE, f"the same, lost to a mutual or small provider: {_COHORT}", "Chance that a small provider has won it."),
    _end("lost_to_council_10y", SHARE, f"the same, taken in-house: {_COHORT}", "Chance that the council has taken it back."),
    _end("insolvent_10y", SHARE, f"cumulative incidence of insolvency to 120 months: {_COHORT}", "Chance that a mutual has failed within ten years."),
    _end("endings_by_group_share", SHARE, "endings of the cohort with a group as cause / endings the council did not choose", "Of the endings not chosen by the council, those that groups caused."),
    _end("restricted_mean_years_14", "years", f"area under survival to 168 months: {_COHORT}", "Years a mutual stays independent out of its first fourteen."),
    _end("second_letting_survival", SHARE, "mutuals of the cohort that kept a contract at the first re-letting / those that reached it or ended before", "Chance that a mutual comes through its second letting."),
    _end("takeover_hazard_per_look_mutual", "per look", "takeovers of mutuals / looks at them", "Takeovers of mutuals for each look at one."),
    _end("takeover_hazard_per_look_small", "per look", "takeovers of small firms / looks at them", "Takeovers of small firms for each look at one."),
    _end("takeover_rate_small", RATE, "takeovers of small providers / their years at risk", "Rate at which small independents are taken over."),
    _end("insolvency_rate", RATE, "insolvencies / years of trading of mutuals and small providers", "Rate at which providers fail."),
    _end("cohort", "mutuals", "count", "Mutuals founded by April 2018."),
    _end("homes_top10_change_8_12", SHARE, "top-10 share of homes, year 12 less year 8", "How the ten largest fare in homes between years 8 and 12."),
    _end("homes_private_change_8_12", SHARE, "private share of homes, year 12 less year 8", "How private provision of homes fares between years 8 and 12."),
    _end("top4_start.SERVICE", SHARE, "top4_share at month 0", "Top-4 share at the start, by service."),
    _end("top4_end.SERVICE", SHARE, "top4_share at year 15 or the end", "Top-4 share at the end, by service."),
    _end("top4_end_frozen.SERVICE", SHARE, "the same under the frozen null", "What chance by opening shares would leave."),
    _end("top4_end_drift.SERVICE", SHARE, "the same under the drift null", "What chance by current shares would leave."),
    _end("top4_rise.SERVICE", SHARE, "rise of top4_share_pool to year 15", "Rise of the top-4 share at a fixed size of market."),
    _end("top4_rise_beyond_frozen.SERVICE", SHARE, "top4_share_pool less the frozen null's, year 15", "Consolidation beyond the frozen null."),
    _end("top4_rise_beyond_drift.SERVICE", SHARE, "top4_share_pool less the drift null's, year 15", "Consolidation beyond the drift null."),
    _end("effective_suppliers_end.SERVICE", "suppliers", "effective_suppliers at year 15 or the end", "Effective number of suppliers at the end."),
    _end("regions_concentrated.SERVICE", SHARE, "regions with top-4 share of 0.6 or more at year 15 / regions that start below 0.5", "Regions that come to have a few main suppliers."),
    _end("redundancy_rate_in_house.SERVICE", RATE, "redundancies / people in post, council teams, over the run", "Rate at which council teams make staff redundant, by service."),
    _end("redundancy_rate_mutual.SERVICE", RATE, "redundancies / people in post, mutuals, over the run", "Rate at which mutuals make staff redundant, by service."),
    _end("redundancy_rate_small.SERVICE", RATE, "redundancies / people in post, small providers, over the run", "Rate at which small providers make staff redundant, by service."),
    _end("redundancy_rate_group.SERVICE", RATE, "redundancies / people in post, private groups, over the run", "Rate at which private groups make staff redundant, by service."),
    _end("redundancies_mutual_as_council", "people per month", "sum over services of people in mutuals x redundancy_rate_in_house / 12, mean over the run", "Redundancies that mutuals would make at the rates of council teams."),
    _end("votes_won_share", SHARE, "votes won / votes held", "Votes on spinning out that were won."),
    _end("challenged_share", SHARE, "challenges / shortlists of one", "Shortlists of one that a rival challenged."),
    _end("laid_off_after_failure_share", SHARE, "people laid off because nobody took their lot on / people whose employer failed or gave the lot up", "Chance of losing one's job when the employer fails or gives up."),
    _end("step_in_cost_per_person", "GBP per person", "step_in_cost / staff_returned, over the run", "What stepping in costs the council for each person it takes on."),
    _end("top_started_share", SHARE, "mutuals of the cohort begun by managers / mutuals of the cohort", "Mutuals that were begun from the top."),
    _end("grew_abroad_share", SHARE, "mutuals of the cohort, independent ten years after founding or at the end of the run, that by then had held a contract in another council / those independent then", "Of mutuals that lasted, those called in elsewhere."),
    _end("ever_abroad_share", SHARE, "mutuals of the cohort that held a contract in another council within ten years of founding / mutuals of the cohort", "Mutuals that worked in another council within ten years."),
    _end("mean_SERIES", "as the series", "mean over the run of a series, all services", "Mean of each series over the run (ratios of flows by their own totals)."),
)  # fmt: skip

CATALOGUE: tuple[Outcome, ...] = SERIES + ENDS
"""Every outcome of a run: the series, and the end outcomes. SERVICE and SERIES stand for the names of each."""

MEANS_BY_SERVICE = (
    "external_share",
    "leaving_rate",
    "vacancy_share",
    "quality",
    "bidders",
    "share_mutual",
    "share_local",
    "local_jobs_share",
    "leaving_in_house",
    "leaving_mutual",
    "leaving_small",
    "leaving_group",
    "quality_in_house",
    "quality_mutual",
    "front_line_gain_mutual",
    "unit_cost_mutual_to_in_house",
)
"""Series whose means over the run are also kept by service."""


def end_names() -> tuple[str, ...]:
    """Names of all end outcomes of a run, as they stand in its results and in hypotheses."""
    names: list[str] = []
    for outcome in ENDS:
        if outcome.name == "mean_SERIES":
            names.extend(f"mean_{series.name}" for series in SERIES)
            names.extend(
                f"mean_{name}.{service}" for name in MEANS_BY_SERVICE for service in SERVICES
            )
        elif outcome.name.endswith(".SERVICE"):
            names.extend(outcome.name.replace("SERVICE", service) for service in SERVICES)
        else:
            names.append(outcome.name)
    return (*names, "leaving_first_holders", "leaving_new_staff")


_UNITS = {outcome.name.removesuffix(".SERVICE"): outcome.unit for outcome in CATALOGUE}


def end_unit(name: str) -> str:
    """Unit of an end outcome: a mean of a series has that of the series. Empty if it is unknown."""
    plain = name.partition(".")[0]
    return _UNITS.get(plain) or _UNITS.get(plain.removeprefix("mean_"), "")
