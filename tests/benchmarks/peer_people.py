"""People and lots of the plain Mesa peer: every person is an agent, every lot keeps a list."""

import math
from typing import TYPE_CHECKING, Any

import mesa

from sim.chance import Purpose
from tests.benchmarks.peer_chance import identity_of

if TYPE_CHECKING:
    from tests.benchmarks.peer import PeerModel
    from tests.benchmarks.peer_market import Provider

NEVER = -9999
MONTHS = 12


class Person(mesa.Agent):  # type: ignore[misc]
    """Somebody who holds a post."""

    def __init__(self, model: "PeerModel", lot: "Lot", **traits: Any) -> None:
        super().__init__(model)
        self.lot = lot
        self.post: int = traits["post"]
        self.nth_holder: int = traits["nth_holder"]
        self.identity: int = traits["identity"]
        self.reward: float = traits["reward"]
        self.log_reward: float = traits["log_reward"]
        self.personal: float = traits["personal"]
        self.commitment: float = traits["commitment"]
        self.tenure: int = traits["tenure"]
        self.is_protected = False

    def step(self) -> None:
        """One month: commitment moves, then the person stays or leaves."""
        lot, rules = self.lot, self.model.rules
        level = lot.level_for_protected if self.is_protected else lot.level_for_new
        heading = min(max(level + self.personal, 0.0), 1.0)
        self.commitment += rules.commitment_step * (heading - self.commitment)
        self.tenure += 1
        log_rate = (
            lot.log_base_leaving
            - rules.pull * self.log_reward
            - rules.slope * (self.commitment - rules.base_commitment)
        )
        rate = math.exp(log_rate)
        if self.tenure < MONTHS:
            rate *= rules.first_year_factor
        if self.model.draw(Purpose.LEAVING, self.identity) < -math.expm1(-rate / MONTHS):
            lot.lose(self)
            self.remove()


class Lot(mesa.Agent):  # type: ignore[misc]
    """The smallest thing a council lets, with the people who work in it."""

    def __init__(self, model: "PeerModel", row: int, **traits: Any) -> None:
        super().__init__(model)
        self.row = row
        self.staff: list[Person] = []
        self.vacancies: list[tuple[int, int]] = []
        """Post and number of its last holder."""
        self.holder: Provider
        self.next_holder: Provider | None = None
        self.next_month = NEVER
        self.next_term = 0
        self.next_price = 0.0
        self.harmonise = NEVER
        self.log_base_leaving: float = traits["log_base_leaving"]
        self.identity: int = traits["identity"]
        self.service: int = traits["service"]
        self.council: Any = traits["council"]
        self.required: int = traits["required"]
        self.wanted: int = traits["wanted"]
        self.unit_price: float = traits["unit_price"]
        self.end: int = traits["end"]
        self.extension: int = traits["extension"]
        self.letting: int = traits["letting"]
        self.quality: float = traits["quality"]
        self.mean_reward: float = traits["mean_reward"]
        self.no_bids = 0
        self.ceiling_factor = 1.0
        self.level_for_protected = self.level_for_new = 0.0
        self.leavers = self.hires = 0
        self.pay = self.agency = 0.0

    @property
    def value(self) -> float:
        """Yearly value at the contract's price, GBP."""
        return self.unit_price * self.required

    @property
    def is_external(self) -> bool:
        """Held by somebody other than the council's own team."""
        return not self.holder.is_council_team

    def look_at_staff(self) -> None:
        """Who is on better terms than the employer offers now; what colleagues earn."""
        self.leavers = self.hires = 0
        if self.harmonise == self.model.month:
            for person in self.staff:
                person.reward, person.log_reward = 1.0, 0.0
        line = self.holder.offer + self.model.rules.tier_gap
        self.protected, self.reward, self.reward_protected = 0, 0.0, 0.0
        for person in self.staff:
            person.is_protected = person.reward > line
            self.reward += person.reward
            if person.is_protected:
                self.protected += 1
                self.reward_protected += person.reward
        self.waiting = list(self.vacancies)

    def set_levels(self) -> None:
        """Where commitment is heading here, for people on either terms."""
        rules, people = self.model.rules, len(self.staff)
        uncovered = min(max(1 - people / max(self.required, 1), 0.0), 1.0) * rules.not_covered
        level = rules.base_commitment + self.holder.voice_felt - rules.workload * uncovered
        if self.is_external:
            months = min(max(self.end - self.model.month, 0), rules.insecurity_months)
            level -= rules.insecurity * (1 - months / rules.insecurity_months)
        self.level_for_protected = self.level_for_new = level
        new = people - self.protected
        if self.protected and new:
            gap = abs(
                self.reward_protected / self.protected - (self.reward - self.reward_protected) / new
            )
            share_new = new / people
            self.level_for_protected = level - rules.unfairness * share_new * gap
            self.level_for_new = level - rules.unfairness * (1 - share_new) * gap

    def lose(self, person: Person) -> None:
        """Somebody leaves; the post stands vacant."""
        self.leavers += 1
        self.staff.remove(person)
        self.vacancies.append((person.post, person.nth_holder))

    def fill_posts(self) -> None:
        """Fill posts that were vacant when the month began."""
        model, rules, offer = self.model, self.model.rules, self.holder.offer
        base = model.fill_base[self.service] * math.exp(rules.fill_elasticity * math.log(offer))
        chance = min(max(base, 0.0), 1.0)
        for vacancy in self.waiting:
            post, nth = vacancy
            if model.draw(Purpose.HIRING, post) < chance:
                self.vacancies.remove(vacancy)
                self.take_on(post, nth + 1)
                self.hires += 1

    def take_on(self, post: int, nth: int) -> None:
        """A new person in a post, on the employer's terms of today."""
        model, rules, offer = self.model, self.model.rules, self.holder.offer
        identity = identity_of(post, nth)
        personal = rules.personal_spread * model.draw_normal(Purpose.PERSON, identity)
        person = Person(
            model, self, post=post, nth_holder=nth, identity=identity, reward=offer,
            log_reward=math.log(offer), personal=personal, tenure=0,
            commitment=min(max(rules.base_commitment + personal, 0.0), 1.0),
        )  # fmt: skip
        self.staff.append(person)

    def pay_staff(self) -> None:
        """What pay and agency cover cost this month, GBP."""
        rules, people = self.model.rules, len(self.staff)
        reward = 0.0
        for person in self.staff:
            reward += person.reward
        council_reward = self.model.council_reward[self.service]
        self.mean_reward = reward / people if people else 1.0
        self.pay = reward * council_reward / MONTHS
        vacant = max(self.required - people, 0)
        self.agency = vacant * rules.agency_cover * rules.agency_premium * council_reward / MONTHS

    def move_to(self, after: "Provider") -> None:
        """Staff follow their lot and keep their terms; a new employer is a shock."""
        before, size = self.holder, self.model.rules.transfer_shock
        self.holder = after
        before.lots.remove(self)
        after.lots.append(self)
        own_mutual = after.is_mutual and after.home is self.council and before.is_council_team
        shock = size if after.is_group else 0.0 if own_mutual else size / 2
        for person in self.staff:
            person.commitment = min(max(person.commitment - shock, 0.0), 1.0)
        if after.is_council_team:
            self.harmonise = self.model.month + self.model.rules.harmonise_months
