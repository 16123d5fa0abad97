"""Every outcome: name, unit, formula, meaning, how it is said, and of what it is a ratio.

This is the one list of them. A flow, and a ratio `of` two flows, is worked out from its line; any
other number also by a function: of a month in the recorder, of a whole run in `end_outcomes`.
"""

import math
from dataclasses import replace

from sim.model.record.outcome import (
    ANYTHING,
    AT_LEAST_0,
    OF_CHANGE,
    OUTSIDE,
    POINTS,
    RATE,
    SHARE,
    Outcome,
    each_kind,
    end,
    flow,
    stock,
)
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES

SERIES: tuple[Outcome, ...] = (
    stock("external_share", SHARE, "value not held by council teams / value", "Part of a service bought from outside.", by_service=True),
    stock("share_in_house", SHARE, "value held by council teams / value", "Part of a service that councils run."),
    *each_kind(stock("share_KIND", SHARE, "value held by KINDS / value", "Part of a service that KINDS run.", "share of value held by KINDS"), kinds=OUTSIDE, by_service=("mutual", "group")),
    stock("share_private", SHARE, "value held by groups and small firms / value", "Part of a service run for profit."),
    stock("share_local", SHARE, "value held by bodies at home in the council / value", "Part of a service that is held locally.", "share of value held locally", by_service=True),
    stock("top4_share", SHARE, "value of the four largest / external value", "Part of the external market that its four largest suppliers hold."),
    stock("top10_share", SHARE, "value of the ten largest / external value", "Part of the external market that its ten largest suppliers hold."),
    stock("hhi", "index 0 to 1", "sum of squared shares of external value", "Concentration of the external market (Herfindahl-Hirschman)."),
    stock("effective_suppliers", "suppliers", "1 / hhi", "Equal suppliers that would give the same concentration."),
    stock("top4_share_pool", SHARE, "top-4 share in a pool of the opening number of lots", "Top-4 share at a fixed size of market."),
    stock("top10_share_all", SHARE, "value of the ten largest / all value", "Part of all supply that the ten largest hold."),
    stock("hhi_all", "index 0 to 1", "sum of squared shares of all value", "Concentration of all supply, council teams included."),
    stock("effective_suppliers_all", "suppliers", "1 / hhi_all", "Equal suppliers that would give the same concentration of all supply."),
    stock("top4_share_all", SHARE, "value of the four largest / all value", "Part of all supply, council teams included, that the four largest hold."),
    stock("top4_share_frozen", SHARE, "top4_share_pool under the frozen null", "What the top-4 share would be if winners were drawn by opening shares."),
    stock("top4_share_drift", SHARE, "top4_share_pool under the regional drift null", "What it would be if winners were drawn by current shares in the region."),
    stock("top4_share_drift_nation", SHARE, "top4_share_pool under the national drift null", "What it would be if winners were drawn by current national shares."),
    flow("tenders", "tenders per month", "count", "Tenders settled."),
    stock("bidders", "bids per tender", "bids / tenders", "Bids that a tender draws.", of=("bids", "tenders"), by_service=True),
    stock("single_bid_share", SHARE, "tenders with one bid / tenders with any", "Tenders that only one bidder enters.", of=("single_bids", "tenders_with_bid"), by_service=True),
    stock("incumbents_kept_share", SHARE, "re-lettings won by the holder / re-lettings awarded", "How often holders keep contracts that are let again. Contracts that councils take back are in neither count; extensions are no re-letting.", of=("incumbents_kept", "relets"), by_service=True),
    stock("kept_of_ended_share", SHARE, "re-lettings won by the holder / (re-lettings awarded + contracts taken back or stopped)", "How often holders keep contracts that end, those that councils take back or stop counted as not kept; extensions are no end.", of=("incumbents_kept", "contracts_ended"), by_service=True),
    stock("price_over_ceiling", "ratio", "mean price / ceiling over awards", "How near to the council's ceiling prices are."),
    stock("insourced_share", SHARE, "contracts taken back / contracts decided", "How often councils take a contract back when it ends.", of=("insourced", "insourcing_decisions")),
    flow("bids", "bids per month", "count", "Bids made."),
    flow("tenders_with_bid", "tenders per month", "count", "Tenders with at least one bid."),
    flow("single_bids", "tenders per month", "count", "Tenders with exactly one bid."),
    flow("relets", "lettings per month", "count", "Contracts let anew from outside holders."),
    flow("incumbents_kept", "lettings per month", "count", "Of these, kept by the holder."),
    flow("contracts_ended", "lettings per month", "count", "Contracts of outside holders that were let anew, taken back with or without a bid, or stopped."),
    flow("insourced", "lettings per month", "count", "Contracts taken back in-house after a tender."),
    flow("insourcing_decisions", "lettings per month", "count", "Contracts on which councils decided whether to take them back."),
    *each_kind(stock("margin_KIND", SHARE, "12-month earnings / turnover, by value held", "Margin of KINDS before interest.", "margin of KINDS", within=(-math.inf, 1.0)), kinds=OUTSIDE, by_service=OUTSIDE),
    *each_kind(stock("margin_KIND_placements", SHARE, "the same, by value held in homes and fostering alone", "Margin before interest of KINDS in homes and fostering.", "margin of KINDS in homes and fostering", within=(-math.inf, 1.0)), kinds=OUTSIDE),
    stock("leaving_rate", RATE, "12 x leavers / people in post", "Rate at which staff leave.", by_service=True),
    stock("leaving_first_holders", RATE, "12 x leavers / people, who held their post from the start, outside", "Leaving of those who came with the service.", "leaving of first holders, a year", is_kept=True),
    stock("leaving_new_staff", RATE, "12 x leavers / people, hired since the start, outside", "Leaving of those hired later.", "leaving of new staff, a year", is_kept=True),
    stock("leaving_protected", RATE, "12 x leavers / people on better terms than now offered, outside", "Leaving of staff on protected terms."),
    stock("leaving_new_terms", RATE, "12 x leavers / other people, outside", "Leaving of staff on the employer's own terms."),
    *each_kind(stock("leaving_KIND", RATE, "12 x leavers / people, KINDS", "Leaving from KINDS.", "leaving KINDS, a year"), by_service=KINDS),
    stock("vacancy_share", SHARE, "posts nobody holds / posts needed", "Posts that stand vacant.", by_service=True),
    stock("agency_share", SHARE, "vacancies covered by agency / posts needed", "Posts covered by agency staff."),
    stock("new_terms_share", SHARE, "people below council terms / people, outside", "Outside staff on terms below the council's."),
    stock("reward_gap", "reward ratio", "mean reward on council terms - mean reward on new terms, outside", "Gap between the two tiers of terms.", "gap in reward between the tiers, over council reward", within=ANYTHING),
    stock("commitment", "0 to 1", "mean over people in post", "Commitment of staff."),
    stock("quality", "0 to 1", "mean over posts needed", "Quality of the service.", by_service=True),
    stock("open_lots", "lots", "count", "Lots in which a service is let or run; in homes a lot stands for a home."),
    stock("posts_required", "posts", "sum", "Posts needed."),
    stock("posts_filled", "posts", "sum", "People in post."),
    flow("staff_moved", "people per month", "count", "People who changed employer with their contract."),
    flow("jobs_lost", "people per month", "count", "People made redundant."),
    stock("public_cost", "GBP per year", "prices, council teams' costs, client side, stranded and step-in cost, at a yearly rate", "What councils pay; what schools and other customers pay a body of theirs is not in it."),
    stock("front_line_share", SHARE, "pay, agency and what mutuals that aim at service add / what councils pay for the services, charges left behind by spin-outs apart", "Part of public cost that reaches the front line.", within=AT_LEAST_0),
    flow("step_in_cost", "GBP per month", "sum", "Cost to councils of stepping in."),
    stock("mutuals_alive", "mutuals", "count", "Mutuals that trade and are independent, by the service they mainly work in.", "", "providers"),
    stock("mutuals_in_surplus_share", SHARE, "independent mutuals of at least a year with 12-month earnings above nought / such mutuals", "Mutuals that make a surplus before interest, among those that still trade."),
    stock("companies", "providers", "count", "Bodies other than council teams that exist, with or without work."),
    flow("spin_outs", "mutuals per month", "count", "Mutuals founded."),
    flow("challenges", "spin-outs per month", "count", "Spin-outs whose first award a rival challenged."),
    flow("entrants", "providers per month", "count", "New small providers."),
    flow("insolvencies", "providers per month", "count", "Providers that failed, with or without a contract."),
    flow("stopped", "lots per month", "count", "Contracts whose work councils stopped at their end."),
    flow("company_failures", "providers per month", "insolvencies, and bodies without work that closed owing more than they had", "Companies that failed, as official counts of insolvencies have it."),
    flow("handbacks", "lots per month", "count", "Lots handed back in distress."),
    flow("takeover_looks", "looks per month", "count", "Best targets looked at."),
    flow("takeovers_possible", "attempts per month", "count", "Looks that were worth an attempt and could be paid for."),
    flow("takeovers_blocked_by_form", "attempts per month", "count", "Attempts that the legal form forbade."),
    flow("takeovers_voted_down", "attempts per month", "count", "Attempts that owners or members refused."),
    flow("takeovers_blocked_by_control", "attempts per month", "count", "Attempts that merger control stopped."),
    flow("takeovers_done", "takeovers per month", "count", "Takeovers and mergers completed."),
    flow("below_cost_bids", "bids per month", "count", "Bids below the bidder's own estimate of cost."),
    *each_kind(flow("awards_KIND", "awards per month", "count", "Contracts awarded to KINDS."), kinds=OUTSIDE),
    *each_kind(stock("quality_KIND", "0 to 1", "mean over posts needed, KINDS", "Quality of what KINDS provide.", "quality of KINDS, 0 to 1"), by_service=("in_house", "mutual")),
    stock("quality_gain_mutual", "0 to 1", "(quality of mutuals - mean quality of council teams of the same service) by posts needed", "Quality of what mutuals provide less that of council teams of the same service.", "quality of mutuals less that of council teams", by_service=True, within=OF_CHANGE),
    stock("work_left_over_mutual", SHARE, "posts of mutuals that neither staff nor agency cover, less time freed from paperwork / posts needed", "Work of mutuals that is left over; below nought where time freed exceeds it.", "work of mutuals left over", by_service=True, within=OF_CHANGE),
    *each_kind(stock("front_line_share_KIND", SHARE, "pay, agency and what mutuals that aim at service add / what the public pays, KINDS", "Part of the spending on KINDS that reaches the front line.", within=AT_LEAST_0)),
    *each_kind(stock("unit_cost_KIND", "GBP per year and post", "what the public pays / posts needed, KINDS", "Public cost of one post of service from KINDS.")),
    stock("unit_cost_mutual_to_in_house", "ratio", "what the public pays mutuals / what council teams of the same services would cost for the same posts", "Public cost of a unit of service from mutuals over that from council teams.", "unit cost of mutuals over council teams'", by_service=True),
    stock("saving_named", "GBP per month", "a council team's usual cost of the posts of named mutuals - their prices, a month", "What the public saves by mutuals that the scenario names, beside council teams; managing the contract and the charge left behind are not counted.", within=ANYTHING),
    stock("front_line_gain_mutual", SHARE, "(pay and agency of mutuals, and what they add of their surplus if they aim at service, - council teams' front-line share of the service x what mutuals are paid) / what mutuals are paid", "What reaches the front line of each pound spent on mutuals beyond what council teams would put there.", "what more of each pound reaches the front line", POINTS, by_service=True, within=ANYTHING),
    stock("front_line_gain_mutual_under_2m", SHARE, "front_line_gain_mutual of mutuals paid under GBP 2m a year", "The same of mutuals paid under GBP 2m a year.", "mutuals paid under GBP 2m a year", POINTS, within=ANYTHING),
    stock("front_line_gain_mutual_2m_to_5m", SHARE, "front_line_gain_mutual of mutuals paid GBP 2m to 5m a year", "The same of mutuals paid GBP 2m to 5m a year.", "mutuals paid GBP 2m to 5m", POINTS, within=ANYTHING),
    stock("front_line_gain_mutual_over_5m", SHARE, "front_line_gain_mutual of mutuals paid GBP 5m a year or more", "The same of mutuals paid GBP 5m a year or more.", "mutuals paid GBP 5m or more", POINTS, within=ANYTHING),
    stock("front_line_gain_mutual_with_stranded", SHARE, "front_line_gain_mutual with the central charge left behind, in services where council teams remain, added to what is paid", "The same once the charge that spin-outs leave with the council is counted.", "the same with the charge left behind", POINTS, within=ANYTHING),
    stock("commitment_council_terms", "0 to 1", "mean over outside staff not below council terms", "Commitment of outside staff on council terms.", "commitment, 0 to 1, of those on council terms"),
    stock("commitment_new_terms", "0 to 1", "mean over outside staff below council terms", "Commitment of outside staff on terms below the council's.", "commitment, 0 to 1, of those on new terms"),
    stock("commitment_young_mutuals", "0 to 1", "mean over staff of mutuals founded within twelve months", "Commitment of staff in a mutual's first year.", "commitment, 0 to 1, in mutuals' first year"),
    stock("local_jobs_share", SHARE, "people employed by bodies at home in the council / people in post", "Part of the jobs in a service that are with a local employer.", "share of jobs held locally", by_service=True),
    stock("abroad_share_mutual", SHARE, "value mutuals hold outside their home council / value they hold", "Part of what mutuals hold that lies in other councils.", "part of what mutuals hold that lies elsewhere"),
    *each_kind(stock("people_KIND", "people", "people in post when the month's work begins, KINDS", "People whom KINDS employ.")),
    *each_kind(flow("redundancies_KIND", "people per month", "people whose post was cut and who found no other with the employer, KINDS", "People whom KINDS made redundant for cuts."), {"mutual": "redundancies in mutuals over those at council teams' rates"}),
    flow("spin_out_votes", "votes per month", "count", "Votes of staff on spinning out."),
    flow("spin_out_votes_won", "votes per month", "count", "Of these, won."),
    flow("shortlists", "spin-outs per month", "count", "Spin-outs put forward as a shortlist of one."),
    flow("staff_of_failed", "people per month", "people in the lots of a body that failed, its own work with them, or in lots handed back", "People whose employer failed or gave their contract up."),
    flow("laid_off_of_failed", "people per month", "of staff_of_failed, people still there when their own work ended or nobody took their lot on in time", "Of these, people who lost their job for it."),
    flow("staff_returned", "people per month", "of staff_of_failed, people in lots that a council pays for", "Of these, people whose lot came back to the council."),
    flow("laid_off_unlet", "people per month", "laid_off_of_failed, and people hired into such lots while they waited", "People laid off because nobody took on their lot in time."),
)  # fmt: skip

_COHORT = (
    "mutuals founded by April 2018, by age, those older than the run entering late (Aalen-Johansen)"
)

_ENDS: tuple[Outcome, ...] = (
    end("independence_10y", SHARE, f"survival to 120 months: {_COHORT}", "Chance that a mutual is still independent after ten years.", "ten-year independence"),
    end("independence_10y.SERVICE", SHARE, f"the same, of mutuals that mainly work in one service: {_COHORT}", "Chance that a mutual of one service is still independent after ten years.", "ten-year independence"),
    end("independence_10y_founded_later", SHARE, f"the same, of mutuals founded within the run: {_COHORT}", "Chance that a mutual founded after April 2013 is still independent after ten years.", "ten-year independence of those founded in the run"),
    end("passed_to_group_10y", SHARE, f"cumulative incidence of takeover, a stake past half, or the main contract lost to a group to 120 months: {_COHORT}", "Chance that a mutual or its last contract has passed to a private group within ten years.", "body or last contract passed to a group by year ten"),
    end("independence_10y_small", SHARE, "the same for small firms that are not charities", "Chance that a small firm is still independent after ten more years.", "ten-year independence of small firms"),
    end("taken_over_10y", SHARE, f"cumulative incidence of takeover or a stake past half to 120 months: {_COHORT}", "Chance that a mutual has been taken over within ten years.", "taken over by year ten"),
    end("taken_over_10y_small", SHARE, "the same for small firms that are not charities", "Chance that a small firm has been taken over within ten years.", "small firms taken over by year ten"),
    end("merged_10y", SHARE, f"cumulative incidence of merger into a non-profit to 120 months: {_COHORT}", "Chance that a mutual has merged into a non-profit within ten years.", "merged into a non-profit by year ten"),
    end("lost_to_group_10y", SHARE, f"cumulative incidence of the main contract lost to a group to 120 months: {_COHORT}", "Chance that a group has won a mutual's last contract within ten years.", "main contract lost to a group by year ten"),
    end("lost_to_nonprofit_10y", SHARE, f"the same, lost to a mutual or small provider: {_COHORT}", "Chance that a small provider has won it.", "last contract lost to a small provider by year ten"),
    end("lost_to_council_10y", SHARE, f"the same, taken in-house: {_COHORT}", "Chance that the council has taken it back.", "last contract taken back by the council by year ten"),
    end("stopped_10y", SHARE, f"the same, the last work stopped by the council: {_COHORT}", "Chance that the council has stopped the last service it ran.", "last service stopped by the council by year ten"),
    end("insolvent_10y", SHARE, f"cumulative incidence of insolvency to 120 months: {_COHORT}", "Chance that a mutual has failed within ten years.", "failed by year ten"),
    end("wound_up_10y", SHARE, f"cumulative incidence of winding up without work that anyone took over, to 120 months: {_COHORT}", "Chance that a mutual has wound up within ten years because its contracts ended and nobody took them over.", "wound up by year ten"),
    end("customers_left_10y", SHARE, f"cumulative incidence of the last work given up because too few customers were left, to 120 months: {_COHORT}", "Chance that a mutual's customers have left it within ten years.", "left by its customers by year ten"),
    end("endings_by_group_share", SHARE, "endings of the cohort with a group as cause / endings the council did not choose", "Of the endings not chosen by the council, those that groups caused.", "endings caused by a group"),
    end("restricted_mean_years_14", "years", f"area under survival to 168 months: {_COHORT}", "Years a mutual stays independent out of its first fourteen.", "mean years independent, out of 14", within=(0.0, 14.0)),
    end("second_letting_survival", SHARE, "mutuals of the cohort that kept a contract at the first re-letting / those that reached it or ended before", "Chance that a mutual comes through its second letting.", "survival through the second letting"),
    end("takeover_hazard_per_look_mutual", "per look", "takeovers of mutuals / looks at them while independent", "Takeovers of mutuals for each look at one.", "takeovers of mutuals for each look at one"),
    end("takeover_hazard_per_look_small", "per look", "takeovers of small firms / looks at them while independent", "Takeovers of small firms for each look at one.", "takeovers of small firms for each look at one"),
    end("takeover_rate_small", RATE, "takeovers of small providers / their years at risk", "Rate at which small independents are taken over."),
    end("insolvency_rate", RATE, "failures that ended the independence of mutuals and small providers that have traded / their years until it ended; what fails later, without a contract, counts nowhere", "Rate at which mutuals and small providers fail while they trade.", "failures a year"),
    end("company_failure_rate", RATE, "company_failures / years that companies existed, with or without work, groups too", "Rate at which companies fail, to lay beside official counts of insolvencies.", "companies that fail, a year"),
    end("cohort", "mutuals", "count", "Mutuals founded by April 2018.", "mutuals of the cohort"),
    end("hazard_per_letting", "per letting", "endings of the cohort by the last contract lost, taken back or stopped / contracts that it completed", "Endings of mutuals for each letting that they went through.", "endings for each letting", within=AT_LEAST_0),
    end("independence_10y_staff_led", SHARE, f"survival to 120 months, of those whose staff hold most votes: {_COHORT}", "Chance that a mutual led by its staff is still independent after ten years.", "ten-year independence of staff-led mutuals"),
    end("independence_10y_customers", SHARE, f"the same, of those whose customers hold most votes: {_COHORT}", "Chance that a mutual owned by its customers is still independent after ten years.", "ten-year independence of customers' mutuals"),
    end("independence_10y_commissioning", SHARE, f"the same, of those that pass work on to others: {_COHORT}", "Chance that a commissioning mutual is still independent after ten years.", "ten-year independence of commissioning mutuals"),
    end("independence_10y_other", SHARE, f"the same, of those in which neither hold most votes: {_COHORT}", "Chance that another mutual is still independent after ten years.", "ten-year independence of other mutuals"),
    end("independence_10y_small_staff_led_unnamed", SHARE, f"independence_10y_small_staff_led without mutuals that the scenario names: {_COHORT}", "Chance that a small staff-led mutual that no scenario names is still independent after ten years.", "ten-year independence of unnamed small staff-led mutuals"),
    end("taken_over_10y_small_staff_led_beside", SHARE, "taken_over_10y_small_staff_led, in services that have such small firms", "Chance that a small staff-led mutual, in a service that has small firms like it, has been taken over within ten years.", "small staff-led mutuals taken over by year ten where firms like them are"),
    end("taken_over_10y_small_like", SHARE, "cumulative incidence of takeover or a stake past half to 120 months, of small firms, no charities, in youth, school support and social work paid up to GBP 10m a year when first seen, the services weighted as small staff-led mutuals are spread over them", "Chance that a small firm of the kind of a small staff-led mutual has been taken over within ten years.", "like small firms taken over by year ten"),
    end("saving_named_4y.SERVICE", "GBP", "sum of saving_named over the first 48 months", "What named mutuals of a service save the public in four years, beside council teams.", "saved by named mutuals in four years", within=ANYTHING),
    end("homes_top10_change_8_12", SHARE, "top-10 share of homes, year 12 less year 8", "How the ten largest fare in homes between years 8 and 12.", "change of the ten largest providers’ share, years 8–12", POINTS, within=OF_CHANGE),
    end("homes_private_change_8_12", SHARE, "private share of homes, year 12 less year 8", "How private provision of homes fares between years 8 and 12.", "change of the private share, years 8–12", POINTS, within=OF_CHANGE),
    end("top4_start.SERVICE", SHARE, "top4_share at month 0", "Top-4 share at the start, by service.", "four largest providers’ share at the start"),
    end("top4_end.SERVICE", SHARE, "top4_share at year 15 or the end", "Top-4 share at the end, by service.", "four largest providers’ share at the end"),
    end("top4_end_frozen.SERVICE", SHARE, "the same under the frozen null", "What chance by opening shares would leave.", "the same in the frozen market"),
    end("top4_end_drift.SERVICE", SHARE, "the same under the drift null", "What chance by current shares would leave.", "the same in the drifting market"),
    end("top4_rise.SERVICE", SHARE, "rise of top4_share_pool to year 15", "Rise of the top-4 share at a fixed size of market.", "rise of the four largest providers’ share", POINTS, within=OF_CHANGE),
    end("top4_rise_beyond_frozen.SERVICE", SHARE, "top4_share_pool less the frozen null's, year 15", "Consolidation beyond the frozen null.", "rise beyond the frozen market", POINTS, within=OF_CHANGE),
    end("top4_rise_beyond_drift.SERVICE", SHARE, "top4_share_pool less the drift null's, year 15", "Consolidation beyond the drift null.", "rise beyond the drifting market", POINTS, within=OF_CHANGE),
    end("effective_suppliers_end.SERVICE", "suppliers", "effective_suppliers at year 15 or the end", "Effective number of suppliers at the end.", "effective number of suppliers at the end"),
    end("regions_concentrated.SERVICE", SHARE, "regions with top-4 share of 0.6 or more at year 15 / regions that start below 0.5", "Regions that come to have a few main suppliers.", "regions that come to have a few main suppliers"),
    *each_kind(end("redundancy_rate_KIND.SERVICE", RATE, "redundancies / people in post, KINDS, over the run", "Rate at which KINDS make staff redundant, by service.", "redundancies in KINDS, a year")),
    end("redundancies_mutual_as_council", "people per month", "sum over services of people in mutuals x redundancy_rate_in_house / 12, mean over the run", "Redundancies that mutuals would make at the rates of council teams.", "redundancies in mutuals at council teams' rates"),
    end("votes_won_share", SHARE, "votes won / votes held", "Votes on spinning out that were won.", "votes won", of=("spin_out_votes_won", "spin_out_votes")),
    end("challenged_share", SHARE, "challenges / shortlists of one", "Shortlists of one that a rival challenged.", "shortlists of one that were challenged", of=("challenges", "shortlists")),
    end("laid_off_after_failure_share", SHARE, "laid_off_of_failed / staff_of_failed, over the run: people of own work count in both, people hired since in neither", "Chance of losing one's job when the employer fails or gives up.", "laid off of those whose employer failed or gave up", of=("laid_off_of_failed", "staff_of_failed")),
    end("step_in_cost_per_person", "GBP per person", "step_in_cost / staff_returned, over the run", "What stepping in costs the council for each person it takes on.", "cost of stepping in", of=("step_in_cost", "staff_returned")),
    end("top_started_share", SHARE, "mutuals of the cohort begun by managers / mutuals of the cohort whose beginner is known", "Mutuals that were begun from the top.", "begun from the top"),
    end("grew_abroad_share", SHARE, "mutuals of the cohort, independent ten years after founding or at the end of the run, that by then had held a contract in another council / those independent then", "Of mutuals that lasted, those called in elsewhere.", "those that lasted and worked elsewhere"),
    end("ever_abroad_share", SHARE, "mutuals of the cohort that held a contract in another council within ten years of founding / mutuals of the cohort", "Mutuals that worked in another council within ten years.", "those that worked elsewhere"),
    end("mean_SERIES", "as the series", "over the run, all services: of a ratio its totals, of anything else the mean of its months", "Each series over the run. Measures of concentration, costs and counts are means of months."),
)  # fmt: skip

_SMALL_STAFF_LED = "mutuals of which staff hold most votes, up to GBP 10m a year at founding, in youth, school support or social work"
_OF_SMALL_STAFF_LED = (
    *("independence_10y", "independence_10y.SERVICE", "passed_to_group_10y", "taken_over_10y"),
    *("merged_10y", "lost_to_group_10y", "lost_to_nonprofit_10y", "lost_to_council_10y"),
    *("insolvent_10y", "stopped_10y", "wound_up_10y", "customers_left_10y"),
    *("endings_by_group_share", "restricted_mean_years_14"),
    *("second_letting_survival", "hazard_per_letting", "cohort"),
)
"""Outcomes that are also found of small staff-led mutuals alone, under a name of their own."""


def _of_small_staff_led(line: Outcome) -> Outcome:
    name, _, service = line.name.partition(".")
    meaning = f"Of small staff-led mutuals alone: {line.meaning[0].lower()}{line.meaning[1:]}"
    return replace(
        line,
        name=f"{name}_small_staff_led{'.' if service else ''}{service}",
        formula=f"{line.name}, of {_SMALL_STAFF_LED}",
        meaning=meaning,
        words=f"{line.words}, small staff-led mutuals",
    )


ENDS = (
    *_ENDS,
    *(_of_small_staff_led(line) for line in _ENDS if line.name in _OF_SMALL_STAFF_LED),
)

CATALOGUE: tuple[Outcome, ...] = SERIES + ENDS
"""Every outcome of a run: the series, and the end outcomes. SERVICE and SERIES stand for the names of each."""

FLOWS = tuple(series.name for series in SERIES if series.kind == "flow")
RATIOS = {series.name: series.of for series in SERIES if series.of}
END_RATIOS = {outcome.name: outcome.of for outcome in ENDS if outcome.of}
"""Ratios of two flows, over a month and over a run."""
MEANS_KEPT = tuple(series.name for series in SERIES if series.is_kept)
MEANS_BY_SERVICE = tuple(series.name for series in SERIES if series.by_service)
_BY_NAME = {outcome.name: outcome for outcome in CATALOGUE}


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
    return (*names, *MEANS_KEPT)


def outcome_of(name: str) -> Outcome | None:
    """What the catalogue says of a name in a result, with or without a service; of a mean, its series."""
    plain, has_service, _ = name.partition(".")
    asked = [plain, f"{plain}.SERVICE"][:: -1 if has_service else 1]
    return next(filter(None, map(_BY_NAME.get, [*asked, plain.removeprefix("mean_")])), None)


def end_unit(name: str) -> str:
    """Unit of an end outcome; empty if it is unknown."""
    found = outcome_of(name)
    return found.unit if found else ""


def end_bounds(name: str) -> tuple[float, float]:
    """The least and the most an end outcome can be; without ends if it is unknown."""
    found = outcome_of(name)
    return found.bounds if found else ANYTHING
