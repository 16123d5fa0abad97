"""What keeps staff and what drives them out, how posts are filled, and on what terms."""

from sim.registry.fields import SHARE, Section, assumed, estimated, lever, measured, switch


class Staff(Section):
    """Staff who stay or leave, and the terms they work on."""

    council_pension: float = measured(0.22, (0.21, 0.24), "share of pay", "Employer pension contribution on council terms.", within=SHARE, source="E101")
    pull: float = estimated(1.5, (1.0, 2.5), "elasticity", "How strongly a better reward than the going one keeps people (a).", within=(0, 10), source="E99")
    commitment_on_leaving: float = estimated(0.10, (0.0, 0.2), "share", "Fall in the leaving rate from one standard deviation more commitment.", within=(0, 0.9), source="E53 E97")
    personal_spread: float = assumed(0.15, (0.05, 0.25), "commitment", "Standard deviation of commitment between people.", within=(0, 0.5))
    base_commitment: float = assumed(0.5, (0.4, 0.6), "commitment", "Commitment of an average person.", within=SHARE)
    commitment_half_life: float = assumed(6, (3, 12), "months", "Time in which commitment moves half way to where it is heading.", within=(0.5, 120))
    first_year_factor: float = assumed(1.5, (1.0, 2.0), "factor", "Leaving in the first year of a job over later years.", within=(1, 10))
    voice: float = estimated(0.12, (0.0, 0.2), "commitment", "Gain in commitment from full membership with a full voice.", within=SHARE, source="E53 E96 E97")
    voice_full_members: float = assumed(10, (5, 20), "members", "Membership up to which voice is undiluted.", within=(1, 1000))
    voice_dilution: float = assumed(0.3, (0.0, 0.5), "elasticity", "How fast voice thins as membership grows.", within=(0, 2))
    staff_started_gain: float = assumed(0.05, (0.0, 0.1), "commitment", "Commitment with which a staff-started mutual begins above others.", within=SHARE)
    unfairness: float = assumed(0.8, (0.2, 1.5), "commitment per reward ratio", "Commitment lost for each unit of the reward gap, weighted by the share of colleagues on the other terms.", within=(0, 10))
    tier_gap: float = assumed(0.03, (0.01, 0.05), "reward ratio", "Gap above the employer's offer from which a person counts as on protected terms.", within=SHARE)
    insecurity: float = estimated(0.1, (0.0, 0.2), "commitment", "Commitment lost when a contract is about to end.", within=SHARE, source="E104")
    insecurity_months: float = assumed(12, (6, 18), "months", "How long before the end insecurity is felt.", within=(1, 120))
    workload: float = assumed(0.3, (0.1, 0.6), "commitment per share of posts", "Commitment lost for each share of posts left uncovered.", within=(0, 5))
    time_freed: float = assumed(0.0, (0.0, 0.15), "share of working time", "Working time that a social work practice frees from paperwork; nothing unless said.", within=(0, 0.5))
    transfer_shock: float = assumed(0.05, (0.0, 0.15), "commitment", "Commitment lost at once on a transfer to a private group; half that to others, none to the staff's own mutual.", within=SHARE)
    harmonise_months: float = assumed(12, (6, 24), "months", "Time after which staff taken back are on council terms.", within=(0, 120))
    vacancy_pay_response: float = assumed(0.3, (0.0, 0.6), "share of reward per share of posts", "How far vacancies above their opening level raise the going reward outside.", within=(0, 5))
    rival_pay: bool = switch(False, "The going reward follows the market mean, raised by vacancies, instead of council reward.")
    fill_elasticity: float = estimated(1.5, (0.5, 3), "elasticity", "How strongly a better offer fills vacancies.", within=(0, 10), source="E99")
    agency_cover: float = estimated(0.7, (0.5, 0.9), "share of vacancies", "Vacancies covered by agency staff.", within=SHARE, source="E93")
    agency_premium: float = assumed(1.3, (1.1, 1.6), "factor on reward", "Cost of agency cover over council reward.", within=(0.5, 5))
    hiring_cost: float = estimated(0.15, (0.10, 0.4), "share of a year's pay", "Cost of filling one post.", within=(0, 2), source="E105")
    redundancy_pay: float = assumed(0.25, (0.1, 0.5), "years of reward", "Payment to a person whose post is cut.", within=(0, 3))
    redeployed_share: float = assumed(0.3, (0.1, 0.5), "share", "Council staff whose post is cut and who are found another council job.", within=SHARE)
    council_pays_redundancy: bool = lever(
        switch(False, "A contract clause makes the council pay for redundancies."),
        moves="mean_public_cost mean_margin_mutual mean_margin_small",
        beside="staff.redundancy_pay",
    )
