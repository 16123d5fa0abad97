"""The legal forms of a mutual: voice, lock, surplus, and how common each is."""

from typing import Literal

from sim.registry.fields import SHARE, Section, assumed, column, estimated, lever, switch

_voice = column("factor", "Strength of members' voice in this form.", (0, 3))
_kept_share = column("share of surplus", "Surplus kept as reserves.", SHARE)
_members_share = column("share of surplus", "Surplus paid to members.", SHARE)
_majority = column("share of members", "Majority a sale or conversion needs.", SHARE)
_partner_stake = column("share", "Stake of a private partner at the start.", SHARE)


class Voice(Section):
    """One legal form of a mutual: its voice, its lock, and what happens to its surplus."""

    voice: float = _voice(1.0, (0.5, 1.2))
    kept_share: float = _kept_share(0.5, (0.3, 1))
    members_share: float = _members_share(0.5, (0, 0.5))
    majority: float = _majority(0.5, (0.5, 0.9))
    is_locked: bool = switch(False, "Assets may go only to another locked body, or at full value.")
    can_sell_shares: bool = switch(True, "Members' shares can be bought.")
    partner_stake: float = _partner_stake(0.0, (0, 0.25))


class Shares(Voice):
    """Company limited by shares."""


class SharesPartner(Voice):
    """Company limited by shares with a private partner."""

    voice: float = _voice(0.8, (0.5, 1.2))
    partner_stake: float = _partner_stake(0.249, (0.1, 0.42), "measured", "E62")


class Guarantee(Voice):
    """Company limited by guarantee: nothing to buy, but members can vote to convert."""

    voice: float = _voice(1.1, (0.5, 1.2))
    majority: float = _majority(0.75, (0.5, 0.9))
    can_sell_shares: bool = switch(False, "Members' shares can be bought.")


class CommunityInterest(Voice):
    """Community interest company: an asset lock."""

    voice: float = _voice(0.7, (0.5, 1.2))
    kept_share: float = _kept_share(0.9, (0.65, 1))
    members_share: float = _members_share(0.1, (0, 0.35))
    majority: float = _majority(0.75, (0.5, 0.9))
    is_locked: bool = switch(True, "Assets may go only to another locked body, or at full value.")


class Society(Voice):
    """Community society: open membership; conversion needs a large majority."""

    voice: float = _voice(0.6, (0.4, 1.2))
    kept_share: float = _kept_share(0.9, (0.65, 1))
    members_share: float = _members_share(0.1, (0, 0.35))
    majority: float = _majority(0.75, (0.5, 0.9))
    is_locked: bool = switch(True, "Assets may go only to another locked body, or at full value.")
    can_sell_shares: bool = switch(False, "Members' shares can be bought.")


FORMS = ("shares", "shares_partner", "guarantee", "cic", "society")
"""Order of the legal forms; their code in the provider table is the place in this list."""

FormName = Literal["shares", "shares_partner", "guarantee", "cic", "society"]


class Forms(Section):
    """The legal forms a mutual may take, and how common each is among new ones."""

    shares: Shares = Shares()
    shares_partner: SharesPartner = SharesPartner()
    guarantee: Guarantee = Guarantee()
    cic: CommunityInterest = CommunityInterest()
    society: Society = Society()
    mix_shares: float = estimated(0.15, (0.05, 0.3), "share of spin-outs", "Spin-outs limited by shares.", within=SHARE, source="E61")
    mix_shares_partner: float = estimated(0.10, (0.0, 0.2), "share of spin-outs", "Spin-outs with a private partner.", within=SHARE, source="E61 E62")
    mix_guarantee: float = estimated(0.15, (0.05, 0.3), "share of spin-outs", "Spin-outs limited by guarantee.", within=SHARE, source="E61")
    mix_cic: float = estimated(0.45, (0.3, 0.6), "share of spin-outs", "Community interest companies.", within=SHARE, source="E61")
    mix_society: float = estimated(0.15, (0.05, 0.3), "share of spin-outs", "Community societies.", within=SHARE, source="E61")
    locked_only: bool = lever(
        switch(False, "Every new mutual must take a form with an asset lock."),
        moves="mean_takeovers_blocked_by_form mean_mutuals_alive",
        beside="forms.mix_shares forms.mix_shares_partner forms.mix_guarantee forms.mix_cic forms.mix_society",
    )
    share_lock_in_months: float = lever(
        assumed(0, (0, 60), "months", "Time after founding in which members may not sell.", within=(0, 600)),
        moves="mean_takeovers_blocked_by_form mean_takeovers_done",
        beside="forms.*.can_sell_shares",
        compared=(0, 60),
    )
