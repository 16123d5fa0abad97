"""Short runs in which the whole model bites: `python -m tests.mutants.probe [KNOWN]`.

Bodies fail, merge, are bought, pay debt, win grants and lose customers in them; named mutuals of
the cases are there, and levers that the shipped worlds leave alone are set. A mutant that changes
nothing here is taken to change no run.
"""

import hashlib
import sys
from typing import Any

import sim

LIVELY: dict[str, Any] = {
    "market.contract_months": 24, "takeovers.looks_a_year": 4.0, "policy.last_resort": False,
    "finance.credit_weeks": 1, "policy.bundles": 0.5, "policy.bundle_scope": "region",
    "policy.reserved": 0.5, "bidding.surety": 0.05, "staff.rival_pay": True,
}  # fmt: skip
LEVERS: dict[str, Any] = {
    "policy.federation": True, "policy.two_tier_code": True, "bidding.markup_rule": "step",
    "staff.council_pays_redundancy": True, "policy.bundles": 0.5, "policy.mentors": 7,
    "policy.merger_control": 0.5, "takeovers.mutual_share": 0.5, "takeovers.stake_creep": 0.3,
    "policy.support_budget": 100_000.0, "market.budget_years": 5,
    "policy.social_value_for_mutuals": 0.1, "spin_outs.productivity": 0.02,
    "policy.pension_guarantee": True, "policy.shortlist_of_one": False,
    "forms.mix_shares": 0.2, "forms.mix_shares_partner": 0.8, "forms.mix_guarantee": 0.0,
    "forms.mix_cic": 0.0, "forms.mix_society": 0.0, "spin_outs.rate": 0.2,
}  # fmt: skip
WEST_LONDON = {"place.keep": ("E09000020", "E09000013", "E09000033", "E09000022")}
PROBES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("tiny", {}),
    ("tiny", LIVELY),
    ("tiny", LEVERS),
    ("school_members", {}),
    ("college_consortium", {}),
    ("durham", {}),
    ("tri_borough", {**WEST_LONDON, "finance.credit_weeks": 1}),
    ("lambeth", WEST_LONDON),
    ("health_mutual", {"place.keep": ("E08000035", "E08000032")}),
    ("sandwell", {}),
)
YEARS = 7


def main() -> None:
    """Print one number for all that each run wrote; stop at the first that is not as given."""
    for world, overrides in PROBES:
        run = sim.run(sim.load(world, overrides), seed=1, years=YEARS)
        found = hashlib.sha256()
        for table in (run.monthly, run.organisations, run.events, run.holders, run.outcomes):
            found.update(table.to_csv().encode())
        sys.stdout.write(f"{found.hexdigest()}\n")
        if sys.argv[1:] and found.hexdigest() not in sys.argv[1:]:
            break


if __name__ == "__main__":
    main()
