"""Text of users in pages of Markdown: escaped, so that it reads as it is written."""

import re

from sim.plain_text import plain_text

_MARKS = re.compile(
    r"[\\`*\[\]<|~$]"  # what marks anywhere; a bar would end the cell of a table
    r"|(?<!\w)_|_(?!\w)"  # emphasis; inside a word it is none
    r"|&(?=#?\w+;)"  # an entity of HTML
    r"|^[#>+-]|(?<=^\d)[.)]"  # the beginning of a heading, a quotation or a list
)


def as_markdown(text: str) -> str:
    r"""The text, on one line, with a backslash before every sign that Markdown would obey.

    >>> print(as_markdown("[draft] 2 * 3 | a_name <b> &amp;"))
    \[draft\] 2 \* 3 \| a_name \<b> \&amp;
    """
    return _MARKS.sub(lambda found: f"\\{found.group(0)}", plain_text(text))
