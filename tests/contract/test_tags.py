"""Titles lose what PHP's strip_tags takes for a tag, and nothing else."""

import pytest

from shortener.api.asked import clean_title
from shortener.yourls.tags import strip_tags
from tests.contract.cases import name


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a < b", "a < b"),
        ("a <b", "a "),
        ("a <\tb> c", "a <\tb> c"),
        ("1 > 0", "1 > 0"),
        ('<b title="a>b">bold</b>', "bold"),
        ("<b title='a>b'>bold", "bold"),
        ('<b title="it\'s > that">bold', "bold"),
        ("text <unclosed", "text "),
        ('text <a href="x>y', "text "),
        ("ends in <", "ends in "),
        ("<a <b> c> d", " d"),
        ("<a < b> c", " c"),
        ("a <!-- b > c --> d", "a  d"),
        ("a <!--> d", "a  d"),
        ("a <!-- never", "a "),
        ("<!DOCTYPE html>a", "a"),
        ("a <?php echo '>'; ?> d", "a  d"),
        ("a <?xml version='1'> d", "a  d"),
        ("a <? never > d", "a "),
        ("a<br/>b<>c", "abc"),
        ("nul\0s", "nuls"),
        ("I <3 you > me", "I  me"),
        ("", ""),
    ],
    ids=name,
)
def test_what_begins_like_a_tag_goes_up_to_its_end(text: str, left: str) -> None:
    assert strip_tags(text) == left


def test_a_title_is_in_one_line_afterwards() -> None:
    assert clean_title(" a <\n b <b>c</b> \t d <i") == "a < b c d"


def test_ten_thousand_openings_are_read_once() -> None:
    assert strip_tags("<a" * 10_000) == ""
    assert strip_tags("< " * 10_000) == "< " * 10_000
    assert strip_tags("<!-- " * 10_000) == ""
    assert strip_tags("<? x" * 10_000) == ""
