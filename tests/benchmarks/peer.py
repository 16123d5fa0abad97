"""The same market in plain Mesa: one Agent object a person, lot, provider and council.

Written as Mesa's documentation teaches: agents with a `step`, AgentSets that call it, a
DataCollector. It has the staff, tender and accounting rules of the shipped model; all else is
switched off in both. It opens from the shipped model's own state of month 0, and draws its luck by
the same addresses, so that the two must agree person by person.
"""

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import mesa

import sim
from sim.chance import Purpose
from sim.model.month.bidding import LEAST_RIVALS
from sim.model.month.settling import REFERENCE_LEVEL
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.kinds import KINDS
from sim.registry.world import World
from sim.units import WEEKS_PER_YEAR
from tests.benchmarks import peer_chance
from tests.benchmarks.peer_market import Council, Provider
from tests.benchmarks.peer_people import MONTHS, NEVER, Lot, Person
from tests.benchmarks.peer_rules import TINY
from tests.benchmarks.peer_tender import Tender

OFF = (
    "budgets", "cuts_passed_on", "redundancy", "mobilisation", "foothold", "overhead_cliff",
    "stranded_cost", "outside_income", "debt", "payout", "distress", "takeovers", "partner_creep",
    "distress_mergers", "entry", "spin_outs", "customers", "quality", "interest", "local_bodies",
    "giving", "wish_to_grow", "growth_cost",
)  # fmt: skip
"""Mechanisms that are neither staff, nor tenders, nor accounts."""
PLAIN: Mapping[str, Any] = {
    **{f"mechanisms.{name}": False for name in OFF},
    "policy.support": False, "policy.groups_in_social_work": True, "mutuals": (),
    "entry.idle_months": 600, "takeovers.group_turnover": 1e12,
}  # fmt: skip
"""Settings under which the shipped model has the peer's rules and no others."""


def plain_world(scenario: str, settings: Mapping[str, Any] | None = None) -> World:
    """A shipped world with the peer's mechanisms alone."""
    world = sim.load(scenario, {**PLAIN, **(settings or {})}, set_by="benchmark")
    assert not world.staff.rival_pay
    assert world.bidding.surety == 0
    assert world.policy.bundles == 0
    assert world.market.term_jitter_months == 0
    return world


class PeerModel(mesa.Model):  # type: ignore[misc]
    """A market of council contracts, person by person."""

    def __init__(self, state: State, *, by_address: bool = True) -> None:
        super().__init__(rng=state.seed)
        self.world, self.seed_of_luck, self.month = state.world, state.seed, 0
        if not by_address:
            self.draw = self._draw_from_mesa  # type: ignore[method-assign]
        self.lasting = {purpose: self._key(purpose, 0) for purpose in Purpose}
        self.set_rules(state)
        self._open_market(state)
        self._open_staff(state)
        self.leavers: list[int] = []
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "leavers": lambda model: sum(lot.leavers for lot in model.lots),
                "hires": lambda model: sum(lot.hires for lot in model.lots),
                "people": lambda model: sum(len(lot.staff) for lot in model.lots),
                "cash": lambda model: sum(provider.cash for provider in model.providers),
            }
        )

    def step(self) -> None:
        """One month: contracts are let and move, people work, money is paid."""
        self.monthly = {purpose: self._key(purpose, self.month) for purpose in Purpose}
        self.let_contracts()
        for lot in self.lots:
            if lot.next_holder is not None and lot.next_month <= self.month:
                self._begin_contract(lot)
        self.work()
        self.providers.do("settle_accounts")
        self.datacollector.collect(self)
        self.month += 1

    def let_contracts(self) -> None:
        """Councils call, providers bid, councils choose; then everybody remembers."""
        self.providers.do("refill_bid_team")
        self.tenders = [t for council in self.councils for t in council.call_for_bids()]
        for tender in self.tenders:
            for provider in self.providers:
                provider.consider(tender)
        self.providers.do("write_bids")
        for tender in self.tenders:
            tender.lot.council.settle(tender)
        self._remember(self.tenders)

    def work(self) -> None:
        """A month of everybody's working life."""
        self.lots.do("look_at_staff")
        self.providers.do("hear_members")
        self.lots.do("set_levels")
        self.agents_by_type[Person].do("step")
        self.lots.do("fill_posts")
        self.lots.do("pay_staff")

    def draw(self, purpose: Purpose, identity: int) -> float:
        """This month's draw for an identity, in [0, 1)."""
        return peer_chance.uniform(self.monthly[purpose], identity)

    def _draw_from_mesa(self, purpose: Purpose, identity: int) -> float:
        """A draw from Mesa's own generator: quicker, but no two worlds can be compared."""
        return float(self.random.random())

    def draw_once(self, purpose: Purpose, identity: int) -> float:
        """The one draw of a thing that happens once."""
        return peer_chance.uniform(self.lasting[purpose], identity)

    def draw_normal(self, purpose: Purpose, identity: int) -> float:
        """A standard normal draw of a thing that happens once."""
        return peer_chance.normal(self.lasting[purpose], identity)

    def draw_gumbel(self, purpose: Purpose, identity: int) -> float:
        """A Gumbel draw of a thing that happens once."""
        return peer_chance.gumbel(self.lasting[purpose], identity)

    def _key(self, purpose: Purpose, month: int) -> int:
        return peer_chance.key_of((self.seed_of_luck, int(purpose), month))

    def ceiling(self, lot: Lot) -> float:
        """Most a council pays for one post, GBP a year."""
        return self.in_house_cost[lot.service] * lot.ceiling_factor

    def overhead_share(self, provider: Provider, direct_cost: float) -> float:
        """Overhead as a share of yearly direct cost (GBP)."""
        costs = self.world.costs
        if provider.is_council_team:
            return float(costs.recharge)
        size = max(direct_cost, 1.0) / costs.overhead_size
        most = max(costs.overhead_most, costs.overhead)
        return float(min(costs.overhead * size**costs.overhead_elasticity, most))

    def direct_cost_per_post(self, lot: Lot, provider: Provider, years: float) -> float:
        """Yearly direct cost of a post that a provider expects over a contract, GBP."""
        staff, service = self.world.staff, lot.service
        log_offer = math.log(provider.offer)
        leaving = self.base_leaving[service] * math.exp(-staff.pull * log_offer)
        fill = self.fill_base[service] * math.exp(staff.fill_elasticity * log_offer)
        monthly = -math.expm1(-leaving / MONTHS)
        vacancy = monthly / max(monthly + fill, TINY)
        exposure = max(leaving * years, TINY)
        still = -math.expm1(-exposure) / exposure
        reward = still * lot.mean_reward + (1 - still) * provider.offer
        council_reward = self.council_reward[service]
        pay = (1 - vacancy) * reward * council_reward
        pay += vacancy * self.rules.agency_cover * staff.agency_premium * council_reward
        pay += (1 - vacancy) * leaving * self.hiring_cost[service]
        return float((pay + self.non_pay[service]) * (1 - provider.saving))

    def _begin_contract(self, lot: Lot) -> None:
        after = lot.next_holder
        assert after is not None
        is_own = after.is_council_team
        lot.unit_price = 0.0 if is_own else lot.next_price
        lot.end = NEVER if is_own else self.month + lot.next_term
        lot.extension = 0 if is_own else self.world.market.extension_months
        lot.letting += 1
        lot.next_holder, lot.next_month = None, NEVER
        lot.harmonise, lot.ceiling_factor = NEVER, 1.0
        if after is not lot.holder:
            lot.move_to(after)
        after.works_in.add(lot.service)

    def _remember(self, tenders: list[Tender]) -> None:
        """Bidders learn how many bid and at what prices; providers keep the markups they asked."""
        keeps = 0.5 ** (1 / self.world.bidding.belief_half_life)
        numbers: dict[tuple[int, int], list[int]] = {}
        ratios: dict[int, list[float]] = {}
        lettings = [0] * N_SERVICES
        for tender in tenders:
            service = tender.lot.service
            lettings[service] += 1
            numbers.setdefault((service, tender.lot.council.region), []).append(len(tender.bids))
            ratios.setdefault(service, []).extend(b.price / tender.ceiling for b in tender.bids)
        for (service, region), seen in numbers.items():
            before, mean = self.bidders[service][region], sum(seen) / len(seen)
            self.bidders[service][region] += (1 - keeps ** len(seen)) * (mean - before)
        for service, found in ratios.items():
            if found:
                gap = sum(found) / len(found) - self.price_over_ceiling[service]
                self.price_over_ceiling[service] += (1 - keeps ** lettings[service]) * gap
        for provider in self.providers:
            for service, markup in provider.next_markup.items():
                provider.markup[service] = markup

    def set_rules(self, state: State) -> None:
        """Take over the numbers that the rules of staff need."""
        world, staff = state.world, state.world.staff
        slope = -math.log1p(-staff.commitment_on_leaving) / staff.personal_spread
        self.rules = SimpleNamespace(
            commitment_step=1 - 0.5 ** (1 / staff.commitment_half_life), pull=staff.pull, slope=slope,
            base_commitment=staff.base_commitment, first_year_factor=staff.first_year_factor,
            tier_gap=staff.tier_gap, workload=staff.workload, insecurity=staff.insecurity,
            insecurity_months=staff.insecurity_months, unfairness=staff.unfairness,
            fill_elasticity=staff.fill_elasticity, personal_spread=staff.personal_spread,
            agency_premium=staff.agency_premium, transfer_shock=staff.transfer_shock,
            harmonise_months=staff.harmonise_months,
            agency_cover=float(state.services.agency_cover),
            not_covered=1 - float(state.services.agency_cover),
        )  # fmt: skip
        services = state.services
        self.base_leaving: list[float] = services.leaving.tolist()
        self.council_reward: list[float] = services.council_reward.tolist()
        self.non_pay: list[float] = services.non_pay.tolist()
        self.hiring_cost: list[float] = services.hiring.tolist()
        self.in_house_cost: list[float] = services.in_house_cost.tolist()
        self.fill_base: list[float] = state.fill_base.tolist()
        self.insource_base: list[float] = state.insource_base.tolist()
        self.reference_level, self.least_rivals = REFERENCE_LEVEL, LEAST_RIVALS
        self.weeks_per_year = WEEKS_PER_YEAR
        self.quality_seen = world.quality.start
        self.social_value_seen = float(state.market.social_value[0])
        self.bidders: list[list[float]] = state.market.bidders.tolist()
        self.price_over_ceiling: list[float] = state.market.price_over_ceiling.tolist()
        self.testing_rates: list[float] = services.testing.tolist()

    @property
    def chance_of_a_test(self) -> list[float]:
        """Chance by service that an in-house lot is put to market this month."""
        market = self.world.market
        surge = market.testing_surge if self.month < market.surge_months else 1.0
        rates = [market.testing_rate * factor * surge for factor in self.testing_rates]
        return [-math.expm1(-rate / MONTHS) for rate in rates]

    def _open_market(self, state: State) -> None:
        table, lots, providers = state.councils, state.lots, state.providers
        for row in range(table.n):
            Council(
                self, row, cash=float(table.cash[row]), region=int(table.region[row]),
                reach=frozenset(map(int, table.reach[row].nonzero()[0])),
                price_weight=float(table.price_weight[row]),
                quality_weight=float(table.quality_weight[row]),
                social_weight=float(table.social_weight[row]),
                taste=tuple(table.taste_in_house[row].tolist()),
            )  # fmt: skip
        self.councils = self.agents_by_type[Council]
        by_row = list(self.councils)
        may_bid = providers.works_in | providers.interested
        for row in range(providers.n):
            home = int(providers.home[row])
            Provider(
                self, row, home=by_row[home] if home >= 0 else None,
                kind=KINDS[providers.kind[row]], works_in=set(may_bid[row].nonzero()[0].tolist()),
                **{name: getattr(providers, name)[row].item() for name in COLUMNS},
                **{name: getattr(providers, name)[row].tolist() for name in RINGS},
            )  # fmt: skip
        self.providers = self.agents_by_type[Provider]
        holders = list(self.providers)
        for council in by_row:
            council.team = holders[council.row]
        log_base = [math.log(rate) for rate in state.leaving_base.tolist()]
        for row in lots.is_open.nonzero()[0].tolist():
            service = int(lots.service[row])
            wanted = round(float(lots.opening_posts[row]))
            lot = Lot(
                self, row, council=by_row[lots.council[row]], log_base_leaving=log_base[service],
                wanted=min(max(wanted, 1), int(lots.n_posts[row])),
                **{name: getattr(lots, name)[row].item() for name in LOT_COLUMNS},
            )  # fmt: skip
            lot.holder = holders[lots.holder[row]]
            lot.holder.lots.append(lot)
            lot.council.lots.append(lot)
        self.lots = self.agents_by_type[Lot]

    def _open_staff(self, state: State) -> None:
        posts = state.posts
        by_row = {lot.row: lot for lot in self.lots}
        for row in posts.is_on.nonzero()[0].tolist():
            lot, post = by_row[int(posts.lot[row])], posts.identity[row].item()
            if not posts.is_filled[row]:
                lot.vacancies.append((post, posts.nth_holder[row].item()))
                continue
            traits = {name: getattr(posts, name)[row].item() for name in PERSON_COLUMNS}
            person = Person(self, lot, post=post, identity=posts.person[row].item(), **traits)
            lot.staff.append(person)


COLUMNS = (
    "identity", "is_spun_out", "is_cautious", "cash", "debt", "offer", "saving", "voice",
    "social_value", "markup_floor", "bids_a_year", "allowance",
)  # fmt: skip
RINGS = ("turnover", "direct", "track", "markup")
LOT_COLUMNS = (
    "identity", "service", "required", "unit_price", "end", "extension", "letting", "quality",
    "mean_reward",
)  # fmt: skip
PERSON_COLUMNS = ("nth_holder", "reward", "log_reward", "tenure", "personal", "commitment")
