"""What a scenario knows of single bodies and councils."""

from sim.registry.fields import SHARE, Section, assumed, fact, switch
from sim.registry.sections.forms import FormName
from sim.registry.sections.services import ServiceName


class NamedMutual(Section):
    """A mutual that exists, or starts at a known date, in a named council."""

    name: str = fact("", "Name of the mutual.")
    council: str = fact("", "Code of its home council.")
    service: ServiceName = fact("youth", "The service it runs.")
    form: FormName = fact("cic", "Its legal form.")
    founded_month: int = assumed(0, (-60, 60), "months", "Month it begins to trade; 0 is the first month of the run, earlier is negative.", within=(-240, 600))
    staff_started: bool = switch(False, "Staff, not managers, began it.")
    asks_staff: bool = switch(False, "Staff vote on the plan and may veto it.")
    matches_terms: bool = switch(False, "It offers council terms to new staff.")
    lots: int = assumed(3, (1, 3), "lots", "Lots of its council and service it takes, as far as there are in-house ones; or into how many what it is known to run is cut.", within=(1, 100))
    contract_months: int = assumed(0, (36, 60), "months", "Its first term; 0 is the usual one.", within=(0, 240))
    value: float = assumed(0.0, (0.0, 2e7), "GBP per year", "What its council is known to pay it at the start. The work is then its own, set aside until it begins; 0 leaves it to the draw.", within=(0, 1e9))
    posts: float = assumed(0.0, (0.0, 500.0), "posts", "Posts its council is known to pay it for, where the price is not known; 0 leaves them to the draw.", within=(0, 20000))
    people: int = assumed(0, (0, 800), "people", "People who work for it at the start, part-timers counted whole; 0 counts one a post.", within=(0, 50000))
    runs_all: bool = switch(False, "It runs all of its council's service: nothing is left beside it.")
    budget_fall: float = assumed(0.0, (0.0, 0.15), "share a year", "Yearly fall of what its council has for this work; 0 follows the service.", within=(0, 0.9))
    elsewhere: tuple[str, ...] = fact((), "Codes of other councils in which it holds a contract at the start.")
    elsewhere_value: float = assumed(0.0, (0.0, 1e6), "GBP per year", "What each of these pays it.", within=(0, 1e9))
    passes_on: float = assumed(0.0, (0.0, 0.9), "share of price", "A commissioning mutual passes this part of its price, and of the work, on to small providers near by.", within=SHARE)
    passes_on_to: int = assumed(0, (0, 20), "bodies", "To how many it passes work on, chosen each April by their record; 0 is to all, in equal parts.", within=(0, 1000))
    customer_income: float = assumed(0.0, (0.0, 1.0), "share of turnover", "Income from customers who are members, such as schools, beside its contract and its staff.", within=SHARE)
    customer_loyalty: float = assumed(0.9, (0.8, 0.98), "share a year", "Customers who are members and renew each year.", within=SHARE)
    customers: int = assumed(0, (0, 150), "customers", "Customers who pay for work that no council commissions, such as schools or colleges.", within=(0, 10000))
    customer_members: int = assumed(0, (0, 150), "customers", "How many of them are members.", within=(0, 10000))
    associates: int = assumed(0, (0, 50), "customers", "Customers from elsewhere who may have a say but never become members, beside the others.", within=(0, 10000))
    customers_value: float = assumed(0.0, (0.0, 2e7), "GBP per year", "What all its customers, without associates, pay at the start.", within=(0, 1e9))
    grant_value: float = assumed(0.0, (0.0, 1e6), "GBP per year", "What a funder's grant pays while it runs.", within=(0, 1e9))
    grant_months: int = assumed(36, (12, 60), "months", "How long a grant runs.", within=(1, 240))
    advice_later: float = assumed(0.0, (0.0, 0.1), "share of turnover", "What it earns after five years by selling advice to others, beside the outside income of every mutual; it grows as that does.", within=(0, 0.5))
    customer_votes: float = assumed(0.0, (0.0, 1.0), "share of votes", "Votes of customers who are members.", within=SHARE)
    council_votes: float = assumed(0.0, (0.0, 0.25), "share of votes", "Votes of the council.", within=SHARE)
    resident_votes: float = assumed(0.0, (0.0, 1.0), "share of votes", "Votes of residents who are members.", within=SHARE)


class NamedMarket(Section):
    """What one council is known to buy in at the start, whatever the draw of the opening market."""

    council: str = fact("", "Code of the council.")
    service: ServiceName = fact("youth", "The service.")
    bought_in: float = assumed(0.0, (0.0, 1.0), "share of posts", "Part of the service that outside providers hold.", within=SHARE)
