"""What a scenario knows of single bodies and councils, and how bodies live that work for others than a council."""

from typing import Literal

from sim.registry.fields import Section, fact, number, switch

SHARE = (0, 1)
ServiceName = Literal["youth", "school_support", "social_work", "homes", "fostering"]
FormName = Literal["shares", "shares_partner", "guarantee", "cic", "society"]


class NamedMutual(Section):
    """A mutual that exists, or starts at a known date, in a named council."""

    name: str = fact("", "Name of the mutual.")
    council: str = fact("", "Code of its home council.")
    service: ServiceName = fact("youth", "The service it runs.")
    form: FormName = fact("cic", "Its legal form.")
    founded_month: int = number(
        0,
        (-60, 60),
        "months",
        "Month it begins to trade; 0 is the first month of the run, earlier is negative.",
        within=(-240, 600),
    )
    staff_started: bool = switch(False, "Staff, not managers, began it.")
    asks_staff: bool = switch(False, "Staff vote on the plan and may veto it.")
    matches_terms: bool = switch(False, "It offers council terms to new staff.")
    lots: int = number(
        3,
        (1, 3),
        "lots",
        "Lots of its council and service it takes, as far as there are in-house ones; or into how many what it is known to run is cut.",
        within=(1, 100),
    )
    contract_months: int = number(
        0, (36, 60), "months", "Its first term; 0 is the usual one.", within=(0, 240)
    )
    value: float = number(
        0.0,
        (0.0, 2e7),
        "GBP per year",
        "What its council is known to pay it at the start. The work is then its own, set aside until it begins; 0 leaves it to the draw.",
        within=(0, 1e9),
    )
    posts: float = number(
        0.0,
        (0.0, 500.0),
        "posts",
        "Posts its council is known to pay it for, where the price is not known; 0 leaves them to the draw.",
        within=(0, 20000),
    )
    people: int = number(
        0,
        (0, 800),
        "people",
        "People who work for it at the start, part-timers counted whole; 0 counts one a post.",
        within=(0, 50000),
    )
    runs_all: bool = switch(
        False, "It runs all of its council's service: nothing is left beside it."
    )
    budget_fall: float = number(
        0.0,
        (0.0, 0.15),
        "share a year",
        "Yearly fall of what its council has for this work; 0 follows the service.",
        within=(0, 0.9),
    )
    elsewhere: tuple[str, ...] = fact(
        (), "Codes of other councils in which it holds a contract at the start."
    )
    elsewhere_value: float = number(
        0.0, (0.0, 1e6), "GBP per year", "What each of these pays it.", within=(0, 1e9)
    )
    passes_on: float = number(
        0.0,
        (0.0, 0.9),
        "share of price",
        "A commissioning mutual passes this part of its price, and of the work, on to small providers near by.",
        within=SHARE,
    )
    passes_on_to: int = number(
        0,
        (0, 20),
        "bodies",
        "To how many it passes work on, chosen each April by their record; 0 is to all, in equal parts.",
        within=(0, 1000),
    )
    customer_income: float = number(
        0.0,
        (0.0, 1.0),
        "share of turnover",
        "Income from customers who are members, such as schools, beside its contract and its staff.",
        within=SHARE,
    )
    customer_loyalty: float = number(
        0.9,
        (0.8, 0.98),
        "share a year",
        "Customers who are members and renew each year.",
        within=SHARE,
    )
    customers: int = number(
        0,
        (0, 150),
        "customers",
        "Customers who pay for work that no council commissions, such as schools or colleges.",
        within=(0, 10000),
    )
    customer_members: int = number(
        0, (0, 150), "customers", "How many of them are members.", within=(0, 10000)
    )
    associates: int = number(
        0,
        (0, 50),
        "customers",
        "Customers from elsewhere who may have a say but never become members, beside the others.",
        within=(0, 10000),
    )
    customers_value: float = number(
        0.0,
        (0.0, 2e7),
        "GBP per year",
        "What all its customers, without associates, pay at the start.",
        within=(0, 1e9),
    )
    grant_value: float = number(
        0.0,
        (0.0, 1e6),
        "GBP per year",
        "What a funder's grant pays while it runs.",
        within=(0, 1e9),
    )
    grant_months: int = number(36, (12, 60), "months", "How long a grant runs.", within=(1, 240))
    customer_votes: float = number(
        0.0, (0.0, 1.0), "share of votes", "Votes of customers who are members.", within=SHARE
    )
    council_votes: float = number(
        0.0, (0.0, 0.25), "share of votes", "Votes of the council.", within=SHARE
    )
    resident_votes: float = number(
        0.0, (0.0, 1.0), "share of votes", "Votes of residents who are members.", within=SHARE
    )


class NamedMarket(Section):
    """What one council is known to buy in at the start, whatever the draw of the opening market."""

    council: str = fact("", "Code of the council.")
    service: ServiceName = fact("youth", "The service.")
    bought_in: float = number(
        0.0,
        (0.0, 1.0),
        "share of posts",
        "Part of the service that outside providers hold.",
        within=SHARE,
    )


class OwnWork(Section):
    """Work that no council commissions: customers who renew, funders who grant, members who are not staff."""

    loyalty_gap: float = number(
        0.08,
        (0.0, 0.2),
        "share a year",
        "How much more often customers leave who are not members.",
        within=SHARE,
    )
    joining: float = number(
        0.25,
        (0.05, 0.5),
        "share a year",
        "Customers at home who are not members and become so in a year.",
        within=SHARE,
    )
    grant_rate: float = number(
        1.0,
        (0.3, 3.0),
        "per year",
        "Rate at which a body of average record wins its next grant while it looks for one.",
        within=(0, 50),
    )
    grant_search_months: int = number(
        12,
        (3, 18),
        "months",
        "How long before a grant ends the search for the next begins.",
        within=(0, 240),
    )
    vote_against_sale: float = number(
        2.0,
        (0.0, 4.0),
        "log-odds",
        "How strongly members who are not staff are against a sale, from which they gain nothing.",
        within=(0, 50),
    )
