"""Parameters that went, and what to write instead: answered by name, never by a guess."""

FORMER = {
    "mechanisms.seen_quality": (
        'write scoring.quality_seen = "exactly" for false, "with_error" (which it is unless said) '
        "for true"
    ),
}
"""By the address that a scenario used, the remedy told to whoever still writes it."""


def remedy_for(address: str) -> str:
    """What to write instead of a parameter that went; empty for a name that never was one.

    >>> remedy_for("mechanisms.seen_quality")[:36]
    'write scoring.quality_seen = "exactl'
    >>> remedy_for("mechanisms.voice")
    ''
    """
    return FORMER.get(address, "")
