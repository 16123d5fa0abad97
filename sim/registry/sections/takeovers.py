"""Who buys whom, at what price, and who can say no."""

from sim.registry.fields import SHARE, Section, assumed, estimated, measured


class Takeovers(Section):
    """Who buys whom, at what price, and who can say no."""

    looks_a_year: float = assumed(1.0, (0.5, 4.0), "looks per year", "Targets that each group, and each large non-profit, looks at.", within=(0, 100))
    candidates: int = assumed(5, (3, 10), "targets", "Targets compared at each look.", within=(1, 100))
    least_age_months: int = assumed(12, (6, 24), "months", "Age from which an independent can be looked at.", within=(0, 240))
    owner_willing: float = estimated(0.5, (0.2, 0.8), "share", "Chance that the owner of a small firm is willing.", within=SHARE, source="E26 E111")
    multiple: float = measured(5.0, (4.0, 6.0), "years of earnings", "Price of a small provider.", within=(0, 50), source="E106")
    contract_worth: float = assumed(0.10, (0.05, 0.15), "share of remaining value", "Least price for the contracts a target holds.", within=SHARE)
    buyer_multiple: float = measured(11.0, (8.0, 14.0), "years of earnings", "Most a platform pays for earnings at its own costs.", within=(0, 50), source="E107")
    control_risk: float = assumed(0.2, (0.0, 0.5), "share", "Chance that a council ends the contract when control changes.", within=SHARE)
    gain_shared: float = assumed(0.2, (0.0, 0.5), "share of gain", "Part of the buyer's gain that the seller gets.", within=SHARE)
    mutual_share: float = assumed(0.0, (0.0, 0.5), "share of looks", "Looks that are drawn among mutuals alone (for studies of hazard).", within=SHARE)
    vote_offer: float = assumed(0.5, (0.2, 1.0), "log-odds per 1,000 GBP a head", "Pull of the offer on members.", within=(0, 20))
    vote_distress: float = assumed(2.0, (1, 4), "log-odds", "Pull of distress on members.", within=(0, 20))
    vote_commitment: float = assumed(6.0, (3, 10), "log-odds per commitment", "Weight of commitment against a sale.", within=(0, 100))
    vote_voice: float = assumed(1.5, (0.5, 3), "log-odds", "Weight of a strong voice against a sale.", within=(0, 20))
    stake_creep: float = estimated(0.10, (0.0, 0.3), "per year", "Rate at which a private partner raises its stake.", within=(0, 12), source="E62")
    stake_step: float = estimated(0.10, (0.05, 0.2), "share", "Size of one such rise.", within=SHARE, source="E62")
    partner_cap: float = measured(1.0, (0.25, 1.0), "share", "Highest stake that a private partner may hold.", within=SHARE, source="E62")
    group_turnover: float = assumed(20.0e6, (10e6, 40e6), "GBP per year", "Turnover past which any firm counts as a private group.", within=(1e5, 1e12))
    nonprofit_turnover: float = assumed(8.0e6, (4e6, 16e6), "GBP per year", "Turnover from which a charity or locked mutual takes others over.", within=(1e5, 1e12))
