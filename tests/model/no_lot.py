"""Settings that several tests of the cases share."""

from typing import Any

NO_LOT_FOR_3BM: dict[str, Any] = {
    "place.keep": ("E09000013",),
    "services.school_support.small_share": 0.8,
    "spin_outs.opening_mutuals": 0,
    "mutuals": [
        {
            "name": "3BM",
            "council": "E09000013",
            "service": "school_support",
            "form": "shares_partner",
            "founded_month": 0,
        }
    ],
}
"""One council that buys its school support outside, and a mutual of which no more is known than its
form: no lot is set aside for it, and none is left."""
