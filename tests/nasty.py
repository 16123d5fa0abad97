"""Text that is markup, or worse, in some language of the ways out; and streams that say little."""

import json
import re

ENCODINGS = ("utf-8", "cp1252", "cp437", "cp850", "cp932", "latin-1", "ascii", "gb18030", "utf-16")
"""Encodings a stream may have: all signs, a code page, or next to none."""
NARROW = ("cp1252", "latin-1", "ascii")
HARMLESS = "Łódź’s share ≤ 5% – “more or less” · £3 … 日本 :smile: [draft] [/x] | `a` *b*"
MARKED = '[/x] [draft] [bold]b[/bold] :smile: <b>big</b> | a|b `c` *d* [e](f) =1+1 role="img"'
"""Markup of the terminal's tables, of HTML, of Markdown, and of a workbook; pure ASCII."""
COLOURS = "clip0 #c9531f var(--nothing) var(--ink)"
"""What drawings are rewritten by, and may not be where it is but a text."""
CODES = "\x1b[31mred\x1b[0m\x1b]8;;http://x\x07 \x08\x9b1m \u202eback\u202c"
"""Codes that colour, link, move and turn what is shown."""
LONG = "w" * 400
NASTY = f"{MARKED} {COLOURS} {CODES} ≤ ’naïve’ 日本 & {LONG}"

_STUDY = """
[study]
name = "q"
title = NASTY
question = NASTY
scenario = "tiny"
years = 1
replications = 2

[[arms]]
name = "base"
title = NASTY

[[arms]]
name = "long"
title = NASTY
set = { "market.contract_months" = 120 }

[[settings]]
name = "base"
title = NASTY

[[hypotheses]]
id = "Q1"
statement = NASTY
outcome = "leaving_first_holders"
population = NASTY
comparison = "long minus base"
arms = ["base", "long"]
direction = "at most"
threshold = 0
smallest_effect = 0.002

[claim]
id = "Q1"
"""
_SAYINGS = ("who", "when", "said", "why", "given", "leaves_out", "thin", "would_decide")


def study_text() -> str:
    """A small study, in TOML, all of whose texts are NASTY."""
    claim = "".join(f"{name} = NASTY\n" for name in _SAYINGS)
    # A string of TOML is one of JSON.
    return f"{_STUDY}{claim}".replace("NASTY", json.dumps(NASTY))


def squeezed(text: str) -> str:
    """The text without spaces, lines and the frames of tables: those may fall anywhere in it."""
    return re.sub(r"[\s|+-]", "", text)
