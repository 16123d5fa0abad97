"""Text as text, and in the signs of any encoding."""

import io
import json
import re
import sys
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sim.plain_text import PLAIN_ASCII, escaped, let_streams_say_all, plain_text, sayable
from sim.report.claims_page.markdown import as_markdown
from sim.report.drawing.hexagons import with_light
from sim.report.drawing.markup import element, in_tags
from tests.nasty import ENCODINGS, HARMLESS

UNSEEN = [chr(code) for code in (*range(0x20), 0x7F, 0x9B, 0x202E, 0x2066, 0x2028, 0xD800, 0xFFFE)]
ANYTHING = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_what_cannot_be_seen_has_a_sign_on_one_line(sign: str) -> None:
    shown = plain_text(f"a{sign}b")
    assert shown[0] + shown[2] == "ab"
    assert shown.isprintable()


def test_lines_and_tabs_stay_where_lines_are_meant() -> None:
    assert plain_text("a\tb\r\nc\rd", lines=True) == "a\tb\nc␍d"
    assert plain_text("a\tb\r\nc") == "a b c"


@given(ANYTHING)
def test_every_text_can_be_said_in_every_encoding(text: str) -> None:
    for encoding in ENCODINGS:
        said = sayable(text, encoding)
        said.encode(encoding)
        assert sayable(said, encoding) == said


def test_what_an_encoding_has_is_left_and_what_it_lacks_is_readable() -> None:
    text = "≤ ≥ − – ’ “ … × · £5 é ─ █ ␛ ☃"
    assert sayable(text, "utf-8") == text
    assert sayable(text, "ascii") == "<= >= - - ' \" ... x - GBP 5 e - # ^[ ?"
    assert sayable(text, "cp1252") == "<= >= - – ’ “ … × · £5 é - # ^[ ?"
    assert sayable("Łódź, ½ ﬁ Å", "ascii") == "Lodz, 1/2 fi A"
    assert sayable("\udce9", "utf-8") == "?"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_streams_of_the_process_say_all_whoever_writes(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(held, encoding=encoding, errors="strict"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    let_streams_say_all()
    sys.stdout.write("≤ é £ ☃ \ud800")
    sys.stdout.flush()
    said = held.getvalue().decode(encoding)
    assert said == sayable("≤ é £ ☃ \ud800", encoding)


def test_ascii_goes_by_another_name_that_means_the_same() -> None:
    assert "plain".encode(PLAIN_ASCII).decode(PLAIN_ASCII) == "plain"
    with pytest.raises(UnicodeEncodeError):
        "é".encode(PLAIN_ASCII)


@given(ANYTHING)
def test_json_says_the_same_without_signs_a_terminal_obeys(text: str) -> None:
    said = escaped(json.dumps([text], indent=1, ensure_ascii=False))
    assert json.loads(said) == json.loads(json.dumps([text]))
    assert plain_text(said, lines=True) == said


@given(ANYTHING)
def test_an_element_is_sound_xml_and_holds_the_text(text: str) -> None:
    held = ET.fromstring(str(element("p", text, title=text)))
    assert held.text or not text
    assert (held.text or "") == plain_text(text, lines=True)


def test_only_tags_of_a_drawing_are_changed() -> None:
    drawn = str(element("text", "var(--ink) var(--nothing) <b>", fill="var(--ink)"))
    assert "var(--ink) var(--nothing) &lt;b&gt;</text>" in with_light(drawn)
    assert 'fill="var(--ink)"' not in with_light(drawn)
    assert in_tags("<a>a</a>", str.upper) == "<A>a</A>"
    assert element("p", Markup("<b>")) == Markup("<p><b></p>")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a|b", r"a\|b"),
        ("[x](y)", r"\[x\](y)"),
        ("*a* _b_ c_d `e`", r"\*a\* \_b\_ c_d \`e\`"),
        ("<b> & &lt; a & b", r"\<b> & \&lt; a & b"),
        ("# head", r"\# head"),
        ("1. one", r"1\. one"),
        ("In 2013. Then", "In 2013. Then"),
        ("two\nlines\\", "two lines\\\\"),
    ],
)
def test_markdown_obeys_nothing_in_a_text(text: str, wanted: str) -> None:
    assert as_markdown(text) == wanted


@given(ANYTHING)
def test_a_text_is_one_cell_of_a_table_of_markdown(text: str) -> None:
    bare = re.sub(r"\\[^\w\s]", "", as_markdown(text))
    assert "|" not in bare
    assert "\n" not in bare


def test_ordinary_text_is_left_alone_everywhere() -> None:
    assert plain_text(HARMLESS) == HARMLESS
    assert str(element("p", HARMLESS)) == f"<p>{HARMLESS}</p>"
