"""Whether what a test is about happens at all in the worlds that it plays."""

import os

BROKEN = "MUTUALS_IS_BROKEN"
"""Set while a mutant is tried: that other things happen in a broken model proves nothing."""


def must_happen(happened: object) -> None:
    """Fail where what is checked never came about, so that the check was empty."""
    assert happened or BROKEN in os.environ, "what this test is about never happens in its worlds"
