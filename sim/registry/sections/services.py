"""The five services: how many posts, at what pay, under which budgets, and who provides them in April 2013."""

from typing import Literal

from sim.registry.fields import SHARE, Section, column, switch

SERVICES = ("youth", "school_support", "social_work", "homes", "fostering")
"""Order of the services in every column of the model."""

ServiceName = Literal["youth", "school_support", "social_work", "homes", "fostering"]


_posts = column("posts per 1,000 children", "Full-time equivalent posts at the start, for every 1,000 residents aged 0 to 17 (youth: aged 13 to 25).")
_pay = column("GBP per year", "Council pay of one full-time post before pension, 2013 prices.", (1000, 200000))
_leaving = column("per year", "Rate at which staff leave at month 0, averaged over the service.", (0, 3))
_vacancy = column("share of posts", "Posts that stand vacant at month 0.", (0, 0.9))
_non_pay = column("share of direct cost", "Part of direct cost that is not pay.", (0, 0.95))
_demand = column("per year", "Growth of need in real terms.", (-0.5, 0.5))
_budget = column("per year", "Growth of the council budget in real terms, until budget falls stop.", (-0.5, 0.5))
_passed = column("share of a cut", "Part of a budget cut that a contract lets the council pass on.", SHARE)
_lot = column("posts", "Posts in the smallest thing a council lets.", (1, 2000))
_most_lots = column("lots", "Most lots a council divides its opening posts into.", (1, 400))
_spread = column("log standard deviation", "Spread between councils of posts per child.", (0, 2))
_openness = column("log-odds standard deviation", "Spread between councils of the share bought in.", (0, 4))
_small = column("share of value", "Value held by small providers at the start.", SHARE)
_group = column("share of value", "Value held by private groups at the start.", SHARE)
_for_profit = column("share of small providers", "Small providers that are private firms, not charities.", SHARE)
_firm = column("lots", "Lots that a typical small provider holds at the start.", (1, 50))
_testing = column("factor", "Multiplies the rate at which in-house lots are put to market.", (0, 20))
_insource = column("share of lettings", "Mean chance that a council takes a lot back when its contract ends.", SHARE)
_ease = column("factor", "Ease of entry for new small providers.", (0, 20))
_capital = column("GBP per post", "Capital that an entrant must put in.", (0, 500000))
_new_terms = column("share of staff", "Staff of outside providers on new terms at the start.", SHARE)
_spin = column("factor", "Multiplies the rate at which spin-outs are proposed in this service; as shipped the factors sum to 1.", (0, 20))
_opens = column("factor", "Weight of this service among the unnamed mutuals that trade at the start.", (0, 20))
_customers = column("share of spin-outs", "Spin-outs that belong to their customers, such as schools, and not to their staff.", SHARE)
_stops = column("share per unit of fall", "Chance that a council stops the work at a contract's end, for each unit by which its budget has fallen since the contract began.", (0, 20))
_group_interest = column("share of groups", "Private groups without work here at the start that bid here at all; who holds work here always may.", SHARE)
_group_least = column("GBP per year", "Least yearly value of a contract that draws a bid from a private group that does not hold it.", (0, 1e9))
_small_interest = column("share of small providers", "Small providers working in other services that bid here too.", SHARE)
_mutual_interest = column("share of mutuals", "Mutuals working in other services that bid here too.", SHARE)
_local = column("bodies per council", "Local charities that hold no contract at the start, live by grants and gifts, and may bid here.", (0, 20))
_grants = column("GBP per year", "Median yearly income of a charity working here from grants and gifts, which vouches for it and keeps it alive without a contract.", (0, 1e8))
_volunteers = column("share of direct cost", "Part of a charity's direct cost here that volunteers and gifts spare it.", (0, 0.9))
_wish = column("share of small providers", "Small providers that wish to grow; the others keep what they hold, or seek one first contract.", SHARE)


class Service(Section):
    """One kind of children's service and its opening market."""

    posts_per_1000: float
    pay: float
    base_leaving: float
    base_vacancy: float
    non_pay_share: float
    demand_growth: float
    budget_growth: float
    cut_passed_on: float
    lot_posts: float
    most_lots: float
    grows_by_lots: bool
    spread_between_councils: float
    spread_of_openness: float
    small_share: float
    group_share: float
    for_profit_share: float
    lots_per_small: float
    market_testing: float
    insourcing: float
    ease_of_entry: float
    capital_per_post: float
    opening_new_terms: float
    spin_out_factor: float
    opening_factor: float
    customers_share: float
    stopping: float
    group_interest: float
    group_least_value: float
    small_interest: float
    mutual_interest: float
    local_bodies: float
    charity_grants: float
    charity_volunteers: float
    wish_to_grow: float


class Youth(Service):
    """Youth work, information and advice for young people."""

    posts_per_1000: float = _posts(2.4, (1.6, 3.2), "estimated", "E87 E125")
    pay: float = _pay(24000, (20000, 28000))
    base_leaving: float = _leaving(0.15, (0.10, 0.22))
    base_vacancy: float = _vacancy(0.10, (0.05, 0.16))
    non_pay_share: float = _non_pay(0.30, (0.2, 0.4), "assumed", "E118")
    demand_growth: float = _demand(0.0, (-0.005, 0.01))
    budget_growth: float = _budget(-0.08, (-0.12, -0.04), "estimated", "E87 E84")
    cut_passed_on: float = _passed(1.0, (0, 1), "estimated", "E84")
    lot_posts: float = _lot(70, (30, 140))
    most_lots: float = _most_lots(3, (1, 6))
    grows_by_lots: bool = switch(False, "Growth opens further lots (homes) instead of enlarging those there are.")
    spread_between_councils: float = _spread(0.6, (0.3, 0.9), "estimated", "E125")
    spread_of_openness: float = _openness(1.5, (0.5, 2.5), "estimated", "E125")
    small_share: float = _small(0.25, (0.1, 0.4))
    group_share: float = _group(0.0, (0, 0.1))
    for_profit_share: float = _for_profit(0.1, (0, 0.3))
    lots_per_small: float = _firm(1.3, (1, 3))
    market_testing: float = _testing(1.0, (0.5, 2))
    insourcing: float = _insource(0.30, (0.12, 0.48), "assumed", "E86")
    ease_of_entry: float = _ease(0.3, (0.1, 0.6))
    capital_per_post: float = _capital(2000, (500, 5000))
    opening_new_terms: float = _new_terms(0.4, (0.2, 0.6))
    spin_out_factor: float = _spin(0.27, (0.18, 0.36), "estimated", "E60 E160 E252")
    opening_factor: float = _opens(0.0, (0, 0.3), "estimated", "E60 E252")
    customers_share: float = _customers(0.0, (0, 0.1), "estimated", "E252")
    stopping: float = _stops(0.3, (0, 0.8), "assumed", "E162")
    group_interest: float = _group_interest(0.2, (0, 0.6), "estimated", "E168 E173 E174 E177")
    group_least_value: float = _group_least(5.0e6, (1.0e6, 1.5e7), "estimated", "E168 E173 E177")
    small_interest: float = _small_interest(0.0, (0, 0.2))
    mutual_interest: float = _mutual_interest(0.0, (0, 0.2))
    local_bodies: float = _local(1.5, (0.5, 5), "estimated", "E164 E165 E169")
    charity_grants: float = _grants(1.0e6, (0.3e6, 3.0e6))
    charity_volunteers: float = _volunteers(0.05, (0, 0.15))
    wish_to_grow: float = _wish(0.7, (0.3, 1))


class SchoolSupport(Service):
    """School improvement, music, psychology and other services sold to or bought for schools."""

    posts_per_1000: float = _posts(2.2, (1.2, 3.6), "estimated", "E66 E127")
    pay: float = _pay(30000, (26000, 36000))
    base_leaving: float = _leaving(0.12, (0.08, 0.18))
    base_vacancy: float = _vacancy(0.10, (0.05, 0.16))
    non_pay_share: float = _non_pay(0.30, (0.2, 0.4), "assumed", "E118")
    demand_growth: float = _demand(0.0, (-0.01, 0.01))
    budget_growth: float = _budget(-0.05, (-0.08, -0.02), "estimated", "E88 E89")
    cut_passed_on: float = _passed(0.0, (0, 1), "estimated", "E84")
    lot_posts: float = _lot(90, (40, 200))
    most_lots: float = _most_lots(3, (1, 6))
    grows_by_lots: bool = switch(False, "Growth opens further lots (homes) instead of enlarging those there are.")
    spread_between_councils: float = _spread(0.3, (0.1, 0.6))
    spread_of_openness: float = _openness(1.0, (0.4, 2))
    small_share: float = _small(0.30, (0.15, 0.4))
    group_share: float = _group(0.20, (0.1, 0.3))
    for_profit_share: float = _for_profit(0.5, (0.2, 0.8))
    lots_per_small: float = _firm(1.5, (1, 3))
    market_testing: float = _testing(1.0, (0.5, 2))
    insourcing: float = _insource(0.25, (0.10, 0.40), "assumed", "E86")
    ease_of_entry: float = _ease(0.3, (0.1, 0.6))
    capital_per_post: float = _capital(2000, (500, 5000))
    opening_new_terms: float = _new_terms(0.4, (0.2, 0.6))
    spin_out_factor: float = _spin(0.68, (0.5, 0.85), "estimated", "E252")
    opening_factor: float = _opens(0.4, (0.2, 0.6), "estimated", "E252")
    customers_share: float = _customers(0.85, (0.6, 1), "estimated", "E252")
    stopping: float = _stops(0.1, (0, 0.4), "assumed", "E185")
    group_interest: float = _group_interest(0.0, (0, 0.3), "estimated", "E182 E183 E184")
    group_least_value: float = _group_least(7.5e6, (2.0e6, 1.2e7), "estimated", "E183")
    small_interest: float = _small_interest(0.0, (0, 0.2))
    mutual_interest: float = _mutual_interest(0.0, (0, 0.2))
    local_bodies: float = _local(0.5, (0, 2))
    charity_grants: float = _grants(1.0e6, (0.3e6, 3.0e6))
    charity_volunteers: float = _volunteers(0.0, (0, 0.05))
    wish_to_grow: float = _wish(0.7, (0.3, 1))


class SocialWork(Service):
    """Social work practices for children in care and care leavers."""

    posts_per_1000: float = _posts(0.7, (0.4, 1.0), "estimated", "E92")
    pay: float = _pay(34000, (30000, 40000))
    base_leaving: float = _leaving(0.15, (0.135, 0.17), "measured", "E92")
    base_vacancy: float = _vacancy(0.16, (0.12, 0.18), "measured", "E93")
    non_pay_share: float = _non_pay(0.25, (0.15, 0.35), "assumed", "E118")
    demand_growth: float = _demand(0.01, (0.0, 0.02), "estimated", "E121")
    budget_growth: float = _budget(0.0, (-0.02, 0.02), "estimated", "E89")
    cut_passed_on: float = _passed(0.0, (0, 1), "estimated", "E84")
    lot_posts: float = _lot(25, (12, 50))
    most_lots: float = _most_lots(3, (1, 6))
    grows_by_lots: bool = switch(False, "Growth opens further lots (homes) instead of enlarging those there are.")
    spread_between_councils: float = _spread(0.2, (0.1, 0.4))
    spread_of_openness: float = _openness(1.0, (0.4, 2))
    small_share: float = _small(0.05, (0.01, 0.1))
    group_share: float = _group(0.0, (0, 0.03))
    for_profit_share: float = _for_profit(0.2, (0, 0.4))
    lots_per_small: float = _firm(1.2, (1, 3))
    market_testing: float = _testing(0.4, (0.2, 1))
    insourcing: float = _insource(0.25, (0.10, 0.40), "assumed", "E86")
    ease_of_entry: float = _ease(0.1, (0.02, 0.3))
    capital_per_post: float = _capital(2000, (500, 5000))
    opening_new_terms: float = _new_terms(0.4, (0.2, 0.6))
    spin_out_factor: float = _spin(0.05, (0.02, 0.1), "estimated", "E69 E252")
    opening_factor: float = _opens(0.6, (0.4, 0.8), "estimated", "E69 E252")
    customers_share: float = _customers(0.0, (0, 0.1), "estimated", "E252")
    stopping: float = _stops(0.0, (0, 0.1))
    group_interest: float = _group_interest(0.3, (0, 0.6), "assumed", "E192")
    group_least_value: float = _group_least(1.0e6, (0.0, 5.0e6))
    small_interest: float = _small_interest(0.0, (0, 0.2))
    mutual_interest: float = _mutual_interest(0.0, (0, 0.2))
    local_bodies: float = _local(0.3, (0, 1), "assumed", "E190")
    charity_grants: float = _grants(1.0e6, (0.3e6, 3.0e6))
    charity_volunteers: float = _volunteers(0.0, (0, 0.05))
    wish_to_grow: float = _wish(0.7, (0.3, 1))


class Homes(Service):
    """Children's homes. Each lot is one home."""

    posts_per_1000: float = _posts(2.0, (1.6, 2.5), "estimated", "E9 E12 E95")
    pay: float = _pay(26000, (21000, 30000), "estimated", "E95")
    base_leaving: float = _leaving(0.32, (0.29, 0.35), "measured", "E94")
    base_vacancy: float = _vacancy(0.16, (0.10, 0.20), "estimated", "E93")
    non_pay_share: float = _non_pay(0.38, (0.3, 0.45), "estimated", "E30 E118")
    demand_growth: float = _demand(0.019, (0.01, 0.03), "measured", "E121")
    budget_growth: float = _budget(0.035, (0.02, 0.06), "estimated", "E28 E32 E88")
    cut_passed_on: float = _passed(0.0, (0, 1), "assumed", "E84")
    lot_posts: float = _lot(12, (8, 18), "estimated", "E15 E95")
    most_lots: float = _most_lots(200, (100, 400))
    grows_by_lots: bool = switch(True, "Growth opens further lots (homes) instead of enlarging those there are.")
    spread_between_councils: float = _spread(0.3, (0.1, 0.6), "estimated", "E123")
    spread_of_openness: float = _openness(1.0, (0.4, 2), "estimated", "E12")
    small_share: float = _small(0.45, (0.35, 0.55), "estimated", "E4 E9 E34")
    group_share: float = _group(0.30, (0.25, 0.35), "measured", "E4 E34")
    for_profit_share: float = _for_profit(0.85, (0.75, 0.92), "estimated", "E9 E14")
    lots_per_small: float = _firm(2.2, (1.3, 4), "estimated", "E4 E7")
    market_testing: float = _testing(1.5, (0.7, 3), "estimated", "E9 E17")
    insourcing: float = _insource(0.08, (0.03, 0.13), "assumed", "E16")
    ease_of_entry: float = _ease(1.0, (0.5, 2), "estimated", "E17")
    capital_per_post: float = _capital(25000, (10000, 50000))
    opening_new_terms: float = _new_terms(0.8, (0.6, 0.95))
    spin_out_factor: float = _spin(0.0, (0, 0.1), "estimated", "E252")
    opening_factor: float = _opens(0.0, (0, 0.1), "estimated", "E252")
    customers_share: float = _customers(0.0, (0, 0.1))
    stopping: float = _stops(0.0, (0, 0.1))
    group_interest: float = _group_interest(0.0, (0, 0.2))
    group_least_value: float = _group_least(0.0, (0.0, 0.5e6))
    small_interest: float = _small_interest(0.0, (0, 0.2))
    mutual_interest: float = _mutual_interest(0.0, (0, 0.2))
    local_bodies: float = _local(0.0, (0, 0.5))
    charity_grants: float = _grants(0.0, (0.0, 0.5e6))
    charity_volunteers: float = _volunteers(0.0, (0, 0.05))
    wish_to_grow: float = _wish(0.5, (0.3, 0.8), "estimated", "E211")


class Fostering(Service):
    """Fostering services: recruiting and supporting foster carers, whose fees are non-pay cost."""

    posts_per_1000: float = _posts(0.55, (0.35, 0.8), "assumed", "E26")
    pay: float = _pay(32000, (28000, 36000))
    base_leaving: float = _leaving(0.12, (0.08, 0.17))
    base_vacancy: float = _vacancy(0.10, (0.05, 0.16))
    non_pay_share: float = _non_pay(0.60, (0.5, 0.7), "assumed", "E26")
    demand_growth: float = _demand(0.01, (0.0, 0.02), "estimated", "E121 E122")
    budget_growth: float = _budget(0.0, (-0.01, 0.01), "estimated", "E32")
    cut_passed_on: float = _passed(0.0, (0, 1), "assumed", "E84")
    lot_posts: float = _lot(14, (8, 25))
    most_lots: float = _most_lots(6, (3, 12))
    grows_by_lots: bool = switch(False, "Growth opens further lots (homes) instead of enlarging those there are.")
    spread_between_councils: float = _spread(0.2, (0.1, 0.4))
    spread_of_openness: float = _openness(0.8, (0.3, 1.5))
    small_share: float = _small(0.15, (0.08, 0.25), "estimated", "E3 E34")
    group_share: float = _group(0.35, (0.25, 0.45), "estimated", "E3 E34 E122")
    for_profit_share: float = _for_profit(0.7, (0.5, 0.9))
    lots_per_small: float = _firm(1.5, (1, 3))
    market_testing: float = _testing(1.0, (0.5, 2))
    insourcing: float = _insource(0.15, (0.06, 0.24), "assumed", "E32")
    ease_of_entry: float = _ease(0.25, (0.1, 0.5))
    capital_per_post: float = _capital(6000, (2000, 15000))
    opening_new_terms: float = _new_terms(0.6, (0.4, 0.8))
    spin_out_factor: float = _spin(0.0, (0, 0.1), "estimated", "E252")
    opening_factor: float = _opens(0.0, (0, 0.1), "estimated", "E252")
    customers_share: float = _customers(0.0, (0, 0.1))
    stopping: float = _stops(0.0, (0, 0.1))
    group_interest: float = _group_interest(0.0, (0, 0.2))
    group_least_value: float = _group_least(0.0, (0.0, 0.5e6))
    small_interest: float = _small_interest(0.0, (0, 0.2))
    mutual_interest: float = _mutual_interest(0.0, (0, 0.2))
    local_bodies: float = _local(0.0, (0, 0.5))
    charity_grants: float = _grants(0.0, (0.0, 0.5e6))
    charity_volunteers: float = _volunteers(0.0, (0, 0.05))
    wish_to_grow: float = _wish(0.7, (0.3, 1))


class Services(Section):
    """The five services."""

    youth: Youth = Youth()
    school_support: SchoolSupport = SchoolSupport()
    social_work: SocialWork = SocialWork()
    homes: Homes = Homes()
    fostering: Fostering = Fostering()
