"""Everything a month reads and writes, in one place.

The tables, the money, the memory of the market.
"""

from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Bools, Codes, Floats, Identities, Ints, sums
from sim.model.rules.costs import (
    ceiling_per_post,
    expected_pay_cost,
    path_of,
    schools_that_stay,
)
from sim.model.state.codes import Payer
from sim.model.state.histories import Awards, Proposals, StrandedCharges, Weighed
from sim.model.state.log import Log
from sim.model.state.money import Payments
from sim.model.state.own_work import CustomerWork, GrantWork
from sim.model.state.providers import Providers
from sim.model.state.tables import Councils, Lots, Posts
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR

BY_COUNCIL = Payer.COUNCIL.value
"""A plain number: numpy compares columns with one several times as fast as with a member."""
N_SERVICES = len(SERVICES)
SCHOOL_SUPPORT = SERVICES.index("school_support")


class ServiceColumns:
    """The services' assumptions as columns (S,), in the order of `SERVICES`."""

    def __init__(self, world: World) -> None:
        rows = [getattr(world.services, name) for name in SERVICES]

        def column(name: str) -> Floats:
            return np.array([getattr(row, name) for row in rows], dtype=np.float64)

        staff = world.staff
        self.pay = column("pay")
        self.council_reward = self.pay * (1 + staff.council_pension)  # GBP a year on council terms
        self.leaving = column("base_leaving")
        self.vacancy = column("base_vacancy")
        self.lot_posts = column("lot_posts")
        self.cut_passed_on = column("cut_passed_on") * world.mechanisms.cuts_passed_on
        self.testing = column("market_testing")
        self.stopping = column("stopping")  # chance for each unit of fall
        self.spin_outs = column("spin_out_factor")
        self.opening_mutuals = column("opening_factor")
        self.local_bodies = column("local_bodies")
        self.ease = column("ease_of_entry")
        self.capital = column("capital_per_post")
        self.insourcing = column("insourcing")
        self.group_least_value = column("group_least_value") * world.mechanisms.interest
        self.closed_to_groups = _closed_to_groups(world)
        self.budget_growth = column("budget_growth")
        self.demand_growth = column("demand_growth")
        self.grows_by_lots = np.array([row.grows_by_lots for row in rows])
        self.agency_cover = staff.agency_cover * world.mechanisms.agency
        self.hiring = staff.hiring_cost * world.mechanisms.hiring * self.pay  # GBP to fill one post
        self._costs(world, column("non_pay_share"))

    def _costs(self, world: World, share: Floats) -> None:
        """What a required post costs in-house, GBP a year. share: of direct cost, not pay."""
        staff = world.staff
        pay_cost = expected_pay_cost(
            self.council_reward,
            self.council_reward,
            self.vacancy,
            self.leaving,
            self.agency_cover,
            staff.agency_premium,
            0.0,
        )
        pay_cost += (1 - self.vacancy) * self.leaving * self.hiring
        self.non_pay = pay_cost * share / (1 - share)
        self.in_house_direct = pay_cost + self.non_pay
        self.in_house_cost = self.in_house_direct * (1 + world.costs.recharge)


def _closed_to_groups(world: World) -> Bools:
    """Services in which private groups neither bid nor buy. (S,)."""
    closed = not world.policy.groups_in_social_work
    return np.array([closed and name == "social_work" for name in SERVICES])


EXPECTED_SOCIAL_VALUE = 0.5
"""Social value that bidders expect of rivals before they have seen any; *assumed*."""


class MarketMemory:
    """What bidders remember of the market: public, one month old, smoothed."""

    def __init__(
        self, n_services: int, n_regions: int, expected_bidders: float, price_over_ceiling: float
    ) -> None:
        self.bidders = np.full((n_services, n_regions), expected_bidders)  # bids a tender
        self.price_over_ceiling = np.full(n_services, price_over_ceiling)
        self.margin = np.zeros(n_services)  # realised 12-month margin of all external holders
        self.quality = np.zeros(n_services)  # mean quality of external holders
        self.social_value = np.full(
            n_services, EXPECTED_SOCIAL_VALUE
        )  # mean social value of external holders
        self.going = np.ones(n_services)  # going reward over council reward


@dataclass(slots=True)
class Flows:
    """What happened this month, by lot or by provider, for accounts and outcomes.

    Reset every month.
    """

    pay: Floats  # (L,) GBP this month
    agency: Floats  # (L,)
    hires: Ints  # (L,)
    redundancy: Floats  # (L,) GBP
    leavers: Ints  # (L,)
    filled_at_start: Ints  # (L,) people in post when the month began
    leavers_first: Ints  # (L,) leavers who held the post from the start
    filled_first: Ints  # (L,)
    leavers_protected: Ints  # (L,) leavers on terms above the employer's offer
    filled_protected: Ints  # (L,)
    jobs_lost: int = 0
    staff_moved: int = 0
    counts: dict[str, Floats] = field(
        default_factory=dict
    )  # (S,) by name: tenders, bids, single bids, ...

    @classmethod
    def of(cls, n_lots: int) -> "Flows":
        """Nothing has happened yet."""
        return cls(
            pay=np.zeros(n_lots),
            agency=np.zeros(n_lots),
            hires=np.zeros(n_lots, dtype=np.int32),
            redundancy=np.zeros(n_lots),
            leavers=np.zeros(n_lots, dtype=np.int32),
            filled_at_start=np.zeros(n_lots, dtype=np.int32),
            leavers_first=np.zeros(n_lots, dtype=np.int32),
            filled_first=np.zeros(n_lots, dtype=np.int32),
            leavers_protected=np.zeros(n_lots, dtype=np.int32),
            filled_protected=np.zeros(n_lots, dtype=np.int32),
        )

    def count(self, name: str, services: Ints | np.ndarray, amounts: Floats | None = None) -> None:
        """Add events (or amounts) by service under a name."""
        by_service = np.bincount(services, weights=amounts, minlength=N_SERVICES).astype(np.float64)
        self.counts[name] = self.counts.get(name, np.zeros(N_SERVICES)) + by_service

    def count_by_kind(self, name: str, kinds: Codes, services: Codes) -> None:
        """Add events by kind of provider and service, each kind under its own name."""
        cell = kinds.astype(np.int64) * N_SERVICES + services
        by_kind = np.bincount(cell, minlength=len(KINDS) * N_SERVICES).astype(np.float64)
        for kind, by_service in zip(KINDS, by_kind.reshape(-1, N_SERVICES), strict=True):
            both = f"{name}_{kind}"
            self.counts[both] = self.counts.get(both, 0.0) + by_service


@dataclass(slots=True)
class State:
    """The world at a month."""

    world: World
    seed: int
    month: int
    services: ServiceColumns
    councils: Councils
    lots: Lots
    posts: Posts
    providers: Providers
    payments: Payments
    market: MarketMemory
    log: Log
    flows: Flows
    leaving_base: Floats  # (S,) solved, per year
    fill_base: Floats  # (S,) solved, per month
    insource_base: Floats  # (S,) solved log-odds
    awards: Awards = field(default_factory=Awards)
    stranded: StrandedCharges = field(default_factory=StrandedCharges)
    proposals: Proposals = field(default_factory=Proposals)
    weighed: Weighed | None = None
    customer_work: list[CustomerWork] = field(default_factory=list)
    grant_work: list[GrantWork] = field(default_factory=list)
    funded: dict[int, Ints] = field(default_factory=dict)
    """Providers to whom a commissioning mutual passes work on this year, by its row."""
    # By month: budgets and need by service, worked out once; nobody writes to them.
    paths: dict[int, tuple[Floats, Floats]] = field(default_factory=dict)

    @property
    def n_council_teams(self) -> int:
        """Council teams are the first rows of the provider table, in council order."""
        return self.councils.n

    def path(self, month: int) -> tuple[Floats, Floats]:
        """Index of budgets and of need by service in a month, 1 at the start; it steps each April.

        Two columns of shape (S,).
        """
        if not self.world.mechanisms.budgets:
            return np.ones(N_SERVICES), np.ones(N_SERVICES)
        if month in self.paths:
            return self.paths[month]
        years = month // MONTHS_PER_YEAR
        services, stop = self.services, self.world.market.budget_years
        budget, demand = path_of(services.budget_growth, services.demand_growth, years, stop)
        for event in self.world.events:
            if event.kind == "budget_shock" and event.month <= month:
                budget[SERVICES.index(event.service)] *= 1 + event.size
        staying = self.schools_staying(month)
        for path in (budget, demand):
            path[SCHOOL_SUPPORT] *= staying
        self.paths[month] = budget, demand
        return budget, demand

    def schools_staying(self, month: int) -> float:
        """Part of schools that still buy through their council or its mutual in a month."""
        policy = self.world.policy
        years = month // MONTHS_PER_YEAR
        return schools_that_stay(policy.academies_share, years, policy.academies_years)

    def ceilings(self) -> Floats:
        """Most a council pays for one required post of each lot, GBP a year. (L,)."""
        budget, demand = self.path(self.month)
        service = self.lots.service
        return ceiling_per_post(
            self.services.in_house_cost[service],
            budget[service],
            demand[service],
            self.lots.ceiling_factor,
        )

    def is_external(self) -> Bools:
        """Lots that a council pays for and that are held by somebody else than its team. (L,)."""
        external: Bools = self.lots.is_open & (self.lots.holder >= self.n_council_teams)
        if self.has_own_work:
            external &= self.lots.payer == BY_COUNCIL
        return external

    def is_public(self) -> Bools:
        """Open lots that a council pays for, whoever holds them. (L,)."""
        public: Bools = self.lots.is_open & (self.lots.payer == BY_COUNCIL)
        return public

    @property
    def has_own_work(self) -> bool:
        """Whether any body works for others than a council."""
        return bool(self.customer_work or self.grant_work)

    def is_own_work(self) -> Bools:
        """Lots that customers or funders pay for, which nobody lets. (L,)."""
        own: Bools = self.lots.is_open & (self.lots.payer != BY_COUNCIL)
        return own

    def people_in(self, lots: Ints) -> Ints:
        """Posts of the people who work in these lots, lot by lot."""
        posts = self.lots.posts_of(lots)
        return posts[self.posts.is_filled[posts]]

    def contract_value(self) -> Floats:
        """Yearly value of every open lot, GBP.

        The contract price, or a council team's expected cost. (L,).
        """
        in_house = self.services.in_house_cost[self.lots.service] * self.lots.required
        value: Floats = np.where(self.is_external(), self.lots.value, in_house) * self.lots.is_open
        return np.where(self.is_own_work(), 0.0, value) if self.has_own_work else value

    def lots_held(self) -> Ints:
        """Open lots by provider. (P,)."""
        held: Ints = np.bincount(
            self.lots.holder[self.lots.is_open], minlength=self.providers.n
        ).astype(np.int32)
        return held

    def contracts_a_year(self) -> Floats:
        """Yearly value of the contracts each provider holds, GBP. (P,)."""
        total: Floats = sums(
            self.lots.holder, self.lots.value * self.lots.is_open, self.providers.n
        )
        return total

    def identity(self, lots: Ints, nth: Ints | int) -> Identities:
        """Identity of the n-th something of a lot."""
        from sim.chance import joined

        return joined(self.lots.identity[lots], nth)
