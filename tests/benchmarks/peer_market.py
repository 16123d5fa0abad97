"""Councils, tenders and providers of the plain Mesa peer: each is an agent that looks around."""

import math
from typing import TYPE_CHECKING, Any

import mesa

from sim.chance import Purpose
from tests.benchmarks import peer_rules as rules
from tests.benchmarks.peer_chance import identity_of
from tests.benchmarks.peer_people import MONTHS, Lot
from tests.benchmarks.peer_tender import Bid, Tender

if TYPE_CHECKING:
    from tests.benchmarks.peer import PeerModel


class Council(mesa.Agent):  # type: ignore[misc]
    """Lets contracts, extends, chooses, takes back and pays."""

    def __init__(self, model: "PeerModel", row: int, **traits: Any) -> None:
        super().__init__(model)
        self.row = row
        self.lots: list[Lot] = []
        self.team: Provider
        self.cash: float = traits["cash"]
        self.region: int = traits["region"]
        self.reach: frozenset[int] = traits["reach"]
        self.price_weight: float = traits["price_weight"]
        self.quality_weight: float = traits["quality_weight"]
        self.social_weight: float = traits["social_weight"]
        self.taste: tuple[float, ...] = traits["taste"]

    def call_for_bids(self) -> list[Tender]:
        """Extend whom it is content with; put the rest, and what it tests, to market."""
        model, market = self.model, self.model.world.market
        tenders = []
        for lot in self.lots:
            if lot.next_holder is not None:
                continue
            if lot.is_external:
                is_due = lot.end - market.notice_months <= model.month
                if not is_due or self._extends(lot):
                    continue
            else:
                draw = model.draw(Purpose.MARKET_TESTING, lot.identity)
                if draw >= model.chance_of_a_test[lot.service]:
                    continue
            ceiling = model.ceiling(lot) * lot.wanted
            tenders.append(Tender(lot, ceiling, market.contract_months))
        return tenders

    def _extends(self, lot: Lot) -> bool:
        market = self.model.world.market
        if lot.extension <= 0:
            return False
        draw = self.model.draw_once(Purpose.EXTENSION, identity_of(lot.identity, lot.letting))
        chance = rules.logistic(market.extend_steepness * (lot.quality - market.extend_quality))
        if draw >= chance:
            return False
        lot.end += lot.extension
        lot.extension = 0
        return True

    def settle(self, tender: Tender) -> None:
        """Score the bids, take the best or take the service back."""
        if not tender.bids:
            self._nobody_bid(tender.lot)
            return
        lowest = min(bid.price for bid in tender.bids)
        tender.winner = max(tender.bids, key=lambda bid: self._score(tender, bid, lowest))
        self._award(tender, tender.winner)

    def _score(self, tender: Tender, bid: Bid, lowest: float) -> float:
        noise = self.model.world.scoring.noise
        who = identity_of(tender.identity, bid.provider.identity)
        seen = bid.quality + noise * self.model.draw_gumbel(Purpose.SEEN_QUALITY, who)
        return (
            self.price_weight * (lowest / bid.price)
            + self.quality_weight * seen
            + self.social_weight * bid.provider.social_value
        )

    def _takes_back(self, tender: Tender, bid: Bid) -> bool:
        model, market, lot = self.model, self.model.world.market, tender.lot
        if tender.holder is None:
            return False
        in_house = model.in_house_cost[lot.service] * lot.wanted
        over = (bid.price - in_house) / tender.ceiling
        pressure = market.insource_price * over - market.insource_quality * lot.quality
        chance = rules.logistic(
            model.insource_base[lot.service] + pressure + self.taste[lot.service]
        )
        chance = min(chance * market.insourcing_level / model.reference_level, 1.0)
        return model.draw_once(Purpose.INSOURCING, tender.identity) < chance

    def _award(self, tender: Tender, bid: Bid) -> None:
        lot, market = tender.lot, self.model.world.market
        is_back = self._takes_back(tender, bid)
        lot.next_holder = self.team if is_back else bid.provider
        lot.next_price = 0.0 if is_back else self.model.ceiling(lot) * (bid.price / tender.ceiling)
        after_notice = self.model.month + market.notice_months
        lot.next_month = after_notice if tender.holder is None else max(lot.end, after_notice)
        lot.next_term = tender.term
        lot.no_bids = 0

    def _nobody_bid(self, lot: Lot) -> None:
        market = self.model.world.market
        lot.no_bids += 1
        if lot.no_bids <= market.no_bid_tries:
            lot.ceiling_factor *= 1 + market.no_bid_raise
            if lot.is_external:
                lot.end = max(lot.end, self.model.month) + market.no_bid_extension_months
            return
        lot.next_holder, lot.next_price = self.team, 0.0
        lot.next_month = self.model.month + market.notice_months
        lot.ceiling_factor, lot.no_bids = 1.0, 0


class Provider(mesa.Agent):  # type: ignore[misc]
    """Employs people, holds lots, writes bids, keeps accounts."""

    def __init__(self, model: "PeerModel", row: int, **traits: Any) -> None:
        super().__init__(model)
        self.row = row
        self.lots: list[Lot] = []
        self.home: Council | None = traits["home"]
        self.identity: int = traits["identity"]
        self.kind: str = traits["kind"]
        self.is_council_team = self.kind == "in_house"
        self.is_mutual, self.is_group = self.kind == "mutual", self.kind == "group"
        self.is_spun_out: bool = traits["is_spun_out"]
        self.is_cautious: bool = traits["is_cautious"]
        self.cash: float = traits["cash"]
        self.debt: float = traits["debt"]
        self.offer: float = traits["offer"]
        self.saving: float = traits["saving"]
        self.voice: float = traits["voice"]
        self.social_value: float = traits["social_value"]
        self.markup_floor: float = traits["markup_floor"]
        self.bids_a_year: float = traits["bids_a_year"]
        self.allowance: float = traits["allowance"]
        self.turnover: list[float] = traits["turnover"]
        self.direct: list[float] = traits["direct"]
        self.track: list[float] = traits["track"]
        self.markup: list[float] = traits["markup"]
        self.works_in: set[int] = traits["works_in"]
        self.bid_costs = self.voice_felt = 0.0
        self.possible: list[tuple[float, Tender, Bid]] = []

    def hear_members(self) -> None:
        """What a say in the organisation adds to everybody's commitment."""
        staff = self.model.world.staff
        members = sum(len(lot.staff) for lot in self.lots)
        crowd = max(members, staff.voice_full_members) / staff.voice_full_members
        self.voice_felt = staff.voice * self.voice * crowd**-staff.voice_dilution

    def refill_bid_team(self) -> None:
        """A twelfth of the year's bids more, last month's accounts in hand."""
        bidding = self.model.world.bidding
        self.yearly_turnover, self.yearly_direct = sum(self.turnover), sum(self.direct)
        self.contracts_a_year = sum(lot.value for lot in self.lots)
        a_year = self.bids_a_year
        if self.is_group:
            a_year += 4 * self.yearly_turnover / bidding.group_turnover_per_bid
        self.allowance = min(self.allowance + a_year / MONTHS, max(a_year, 1.0))

    def consider(self, tender: Tender) -> None:
        """Work out a bid for a tender, if it may and can make one."""
        is_holder = tender.holder is self
        if self.is_council_team or not (is_holder or self._may_bid(tender)):
            return
        if is_holder or self.allowance >= 1:
            bid = self._bid_for(tender, is_holder=is_holder)
            if bid.price <= tender.ceiling:
                self.possible.append((self._own_worth(tender, bid), tender, bid))

    def _may_bid(self, tender: Tender) -> bool:
        lot, model = tender.lot, self.model
        if lot.service not in self.works_in:
            return False
        if not self.is_group and (self.home is None or self.home.row not in lot.council.reach):
            return False
        backing = max(self.yearly_turnover, self.contracts_a_year)
        if backing < model.world.bidding.standing * tender.ceiling:
            return False
        if not self.is_cautious or self.home is lot.council:
            return True
        weeks = model.world.kinds.mutual.abroad_reserve_weeks
        is_secure = self.cash >= weeks * self.yearly_direct / model.weeks_per_year
        return is_secure and model.quality_seen < self.track[lot.service]

    def _bid_for(self, tender: Tender, *, is_holder: bool) -> Bid:
        model, lot, council = self.model, tender.lot, tender.lot.council
        scoring, years = model.world.scoring, tender.term / MONTHS
        cost = self._estimated_cost(tender, years, is_holder=is_holder)
        quality = self.track[lot.service]
        quality += scoring.local_knowledge * (self.home is council) + scoring.incumbency * is_holder
        rivals = max(model.bidders[lot.service][council.region] - 1, model.least_rivals)
        rival_quality = model.quality_seen
        if tender.holder is not None and not is_holder:
            rival_quality += scoring.incumbency / (1 + rivals)
        gap = council.quality_weight * (rival_quality - quality)
        gap += council.social_weight * (model.social_value_seen - self.social_value)
        contest = rules.Contest(
            cost, tender.ceiling, model.price_over_ceiling[lot.service] * tender.ceiling, rivals, gap,
            council.price_weight, council.quality_weight * scoring.noise * rules.GUMBEL_SCALE,
        )  # fmt: skip
        low = self.markup_floor
        best = rules.best_markup(contest, low, model.world.bidding)
        price = self._asked_price(lot.service, contest, best, is_holder=is_holder)
        worth = (price - cost) * contest.chance(price) * years
        return Bid(self, is_holder, cost, price, quality, worth)

    def _estimated_cost(self, tender: Tender, years: float, *, is_holder: bool) -> float:
        model, lot, bidding = self.model, tender.lot, self.model.world.bidding
        direct = model.direct_cost_per_post(lot, self, years) * lot.wanted
        slope = 1 + model.world.costs.overhead_elasticity
        cost = direct * (1 + model.overhead_share(self, self.yearly_direct + direct) * slope)
        spread = bidding.own_cost_error if is_holder else bidding.cost_error
        who = identity_of(tender.identity, self.identity)
        return cost * math.exp(spread * model.draw_normal(Purpose.COST_ERROR, who))

    def _asked_price(
        self, service: int, contest: rules.Contest, best: float, *, is_holder: bool
    ) -> float:
        bidding, low = self.model.world.bidding, self.markup_floor
        asked = self.markup[service]
        asked += bidding.markup_smoothing * (best - asked)
        price = contest.cost * (1 + max(asked, low))
        least = contest.cost * (1 + low)
        is_stretched = is_holder and (self.kind == "small" or self.is_spun_out)
        is_stretched &= least <= contest.ceiling * (1 + bidding.holder_stretch)
        return min(price, contest.ceiling) if least <= contest.ceiling or is_stretched else price

    def _own_worth(self, tender: Tender, bid: Bid) -> float:
        """What a bid is worth to its bid team; its own lot is bid for in any case."""
        if bid.is_holder:
            return -math.inf
        bidding, who = self.model.world.bidding, identity_of(tender.identity, self.identity)
        fit = math.exp(bidding.fit_spread * self.model.draw_normal(Purpose.FIT, who))
        return (bid.worth - bidding.bid_cost) * fit

    def write_bids(self) -> None:
        """Bid for its own lots, and for the worthiest others its bid team can manage."""
        others = sorted((p for p in self.possible if not p[2].is_holder), key=lambda p: -p[0])
        made = [p for p in self.possible if p[2].is_holder]
        made += [p for p in others[: math.floor(self.allowance)] if p[0] > 0]
        self.allowance = max(self.allowance - sum(not p[2].is_holder for p in made), 0.0)
        for _, tender, bid in made:
            tender.bids.append(bid)
        self.bid_costs = self.model.world.bidding.bid_cost * len(made)
        self.cash -= self.bid_costs
        by_service: dict[int, list[float]] = {}
        for _, tender, bid in made:
            by_service.setdefault(tender.lot.service, []).append(bid.price / bid.cost - 1)
        self.next_markup = {s: sum(found) / len(found) for s, found in by_service.items()}
        self.possible = []

    def settle_accounts(self) -> None:
        """Pay staff, agencies, suppliers, head office and lenders; be paid by councils."""
        model, slot = self.model, self.model.month % MONTHS
        direct = price = 0.0
        for lot in self.lots:
            lot_direct = lot.pay + lot.agency + model.non_pay[lot.service] * lot.required / MONTHS
            lot_direct += lot.hires * model.hiring_cost[lot.service]
            direct += lot_direct * (1 - self.saving)
            if not self.is_council_team:
                price += lot.value / MONTHS
                lot.council.cash -= lot.value / MONTHS * (1 + model.world.costs.client_side)
        yearly = direct * MONTHS
        overhead = yearly * model.overhead_share(self, yearly) / MONTHS
        self.cash -= direct + overhead
        owed = self.debt + (0.0 if self.is_council_team else max(-self.cash, 0.0))
        self.cash -= owed * model.world.finance.interest / MONTHS
        if self.is_council_team and self.home is not None:
            self.home.cash -= direct + overhead
            self.cash += direct + overhead
        self.cash += price
        self.turnover[slot], self.direct[slot] = price, direct
