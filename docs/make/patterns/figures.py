"""Published figures that belong to no pattern, and the outcomes that stand beside them."""

from typing import NamedTuple


class Figure(NamedTuple):
    """A published figure that belongs to no pattern: an outcome over the whole run."""

    name: str
    outcome: str
    published: str
    evidence: str
    tuned: str = "no"


FIGURES = (
    Figure("bids a tender", "mean_bidders", "under 3 to 6.4", "E76", "once to 3, see limits"),
    Figure("tenders with one bid", "mean_single_bid_share", "about 0.25", "E76"),
    Figure("contracts kept when let again", "mean_incumbents_kept_share", "0.35 to 0.8", "E79"),
    Figure("the same, taken back counted", "mean_kept_of_ended_share", "no figure seen", "E79"),
    Figure("takeovers of small providers, a year", "takeover_rate_small", "about 0.013", "E26"),
    Figure("companies that fail, a year", "company_failure_rate", "0.005", "E114"),
    Figure("of which while they trade", "insolvency_rate", "no figure seen", "E114"),
    Figure(
        "leaving, social work",
        "mean_leaving_rate.social_work",
        "0.135 to 0.17",
        "E92",
        "solved at month 0",
    ),
    Figure("leaving, homes", "mean_leaving_rate.homes", "0.29 to 0.35", "E94", "solved at month 0"),
    Figure(
        "vacancies, social work",
        "mean_vacancy_share.social_work",
        "0.16 to 0.17",
        "E93",
        "solved at month 0",
    ),
    Figure("margin of groups, homes", "mean_margin_group.homes", "0.23", "E30", "to 0.05 or more"),
    Figure(
        "margin of groups, fostering",
        "mean_margin_group.fostering",
        "0.19",
        "E30",
        "to 0.05 or more",
    ),
    Figure("margin of small providers, homes", "mean_margin_small.homes", "near 0, often", "E110"),
    Figure(
        "margin of small providers, fostering",
        "mean_margin_small.fostering",
        "near 0, often",
        "E110",
    ),
    Figure("margin of mutuals", "mean_margin_mutual", "0.003 to 0.05", "E67"),
)
