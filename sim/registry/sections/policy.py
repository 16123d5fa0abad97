"""What government and councils can change: most of the levers."""

from typing import Literal

from sim.registry.fields import SHARE, Section, assumed, choice, estimated, lever, measured, switch


class Policy(Section):
    """What government and councils can change: the levers."""

    two_tier_code: bool = lever(
        switch(False, "New staff must get terms no less favourable than those transferred.", source="E102"),
        moves="mean_new_terms_share mean_leaving_new_staff mean_margin_group",
        beside="kinds.*.pay_offer",
    )
    pension_guarantee: bool = lever(
        switch(False, "New staff of any provider may join the council pension scheme, at the provider's cost."),
        moves="mean_reward_gap mean_leaving_new_staff mean_margin_group",
        beside="kinds.*.pension_offer staff.council_pension",
    )
    bundles: float = lever(
        estimated(0.0, (0.0, 1.0), "share of lettings", "Lettings in which a council puts together its lots that end soon.", within=SHARE, source="E90"),
        moves="mean_tenders mean_bidders mean_share_group",
        beside="policy.bundle_window_months policy.bundle_scope",
        compared=(0.0, 0.5),
    )
    bundle_window_months: int = assumed(24, (12, 36), "months", "How far ahead lots are drawn into a bundle.", within=(0, 240))
    bundle_scope: Literal["service", "council", "region"] = choice("service", "What is bundled: one service, all services of a council, or one service of a region's councils.")
    shortlist_of_one: bool = lever(
        switch(True, "Spin-outs are awarded their first contract by a shortlist of one, unless challenged.", source="E85"),
        moves="mean_mutuals_alive mean_share_mutual",
        beside="policy.challenge_cost policy.prior_consultation",
    )
    challenge_cost: float = assumed(20000, (5000, 60000), "GBP", "Legal cost of a challenge; a rival challenges if it expects to gain more.", within=(0, 1e8))
    prior_consultation: float = assumed(0.5, (0.0, 0.9), "share", "Part of possible challenges that talking to rivals beforehand avoids.", within=SHARE)
    reserved: float = lever(
        measured(0.0, (0.0, 1.0), "share of lettings", "Lettings of lots that a mutual holds which are reserved for mutuals.", within=SHARE, source="E80 E81 E82"),
        moves="mean_mutuals_alive mean_share_mutual mean_incumbents_kept_share",
        beside="policy.reserved_most_months policy.reserved_pause_months",
        compared=(0.0, 1.0),
    )
    reserved_most_months: int = measured(36, (36, 60), "months", "Longest reserved contract.", within=(1, 240), source="E81 E82")
    reserved_pause_months: int = measured(36, (36, 36), "months", "Time before the same body may have another reserved contract.", within=(0, 600), source="E81")
    support: bool = lever(
        switch(True, "The support programme pays grants and mentors to new mutuals.", source="E59"),
        moves="mean_margin_mutual mean_mutuals_alive",
        beside="policy.support_grant policy.mentor_relief policy.mentor_months policy.support_until_month policy.support_budget policy.mentors",
    )
    support_grant: float = measured(40000, (10000, 60000), "GBP", "Grant to a new mutual.", within=(0, 1e8), source="E59")
    mentor_relief: float = assumed(0.3, (0.1, 0.5), "share", "Cut of a mentored mutual's bid cost, and a tenth of that of its overhead.", within=SHARE)
    mentor_months: int = assumed(24, (12, 36), "months", "How long mentoring lasts.", within=(0, 240))
    support_until_month: int = assumed(36, (24, 60), "months", "End of the support programme.", within=(0, 600))
    support_budget: float = measured(1.0e7, (1e6, 2e7), "GBP", "Money the support programme has for grants in all.", within=(0, 1e12), source="E59")
    mentors: int = assumed(400, (7, 400), "mutuals", "Most mutuals that are mentored at the same time; 400 is no limit.", within=(0, 400))
    federation: bool = lever(
        switch(False, "Mutuals of a region share standing, bid team and overhead."),
        moves="mean_margin_mutual mean_awards_mutual",
        beside="policy.federation_relief",
    )
    federation_relief: float = assumed(0.2, (0.1, 0.4), "share", "Cut of overhead from sharing it in a federation.", within=SHARE)
    merger_control: float = lever(
        assumed(1.0, (0.0, 1.0), "share of service in region", "Share of a region's service above which a takeover is blocked; 1 blocks none, 0 all.", within=SHARE),
        moves="mean_takeovers_blocked_by_control mean_takeovers_done",
        compared=(1.0, 0.25),
    )
    synchronous_lettings: bool = lever(
        switch(False, "Contracts of a service end in the same month instead of staggered."),
        moves="mean_bidders mean_single_bid_share",
        beside="market.contract_months",
    )
    last_resort: bool = lever(
        switch(True, "The council takes back lots and staff of a failed provider.", source="E115"),
        moves="mean_step_in_cost mean_jobs_lost",
        beside="finance.step_in_cost finance.relet_months",
    )
    social_value_for_mutuals: float = lever(
        assumed(0.0, (0.0, 0.2), "weight", "Further weight of social value, taken from price.", within=SHARE, source="E74"),
        moves="mean_awards_mutual mean_share_mutual mean_awards_group",
        beside="scoring.social_weight kinds.*.social_value",
        compared=(0.0, 0.1),
    )
    groups_in_social_work: bool = lever(
        switch(False, "Private groups may bid in social work practice and take over bodies that work in it.", source="E135 E136 E192"),
        moves="mean_share_group mean_share_in_house",
        beside="services.social_work.group_interest services.social_work.group_least_value",
    )
    academies_share: float = lever(
        assumed(0.0, (0.0, 0.7), "share of schools", "Schools that in the end buy support nationally for themselves: their money and need leave the councils.", within=SHARE, source="E185 E186 E187"),
        moves="mean_public_cost mean_posts_required mean_jobs_lost",
        beside="policy.academies_years",
        compared=(0.0, 0.5),
    )
    academies_years: int = assumed(10, (5, 15), "years", "Time over which schools leave, in equal steps each April.", within=(1, 50))
