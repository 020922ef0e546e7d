"""Every word of every template is marked for translation; a new screen without marks fails by file and line."""

import pytest

from tests.marked import templates, unmarked


@pytest.mark.parametrize("name", templates())
def test_each_word_of_a_template_can_be_translated(name: str) -> None:
    found = unmarked(templates()[name].read_text("utf-8"))
    assert not found, "\n".join(
        [f'{name}:{line}: mark it as {{{{ _("{words}") }}}}, or in {{% trans %}}' for line, words in found]
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<p>\n  Hello</p>", "Hello"),
        ("<p>{{ name }} has left</p>", "has left"),
        ('\n<img alt="A cat">', "A cat"),
        ('\n<p {% if x %}class="y" {% endif %}title="More">{{ x }}</p>', "More"),
        ('\n<p data-told="Try again">', "Try again"),
        ('{% set x = y or\n "Nobody" %}', "Nobody"),
        ('\n{{ field("name", "Your name", hint=_("Short")) }}', "Your name"),
        ('{{ ("a" if x == "b" else "c")\n ~ "and so on" }}', "and so on"),
        ('\n<p>{{ x or "empty" }}</p>', "empty"),
        ("{% trans %}\nMarked{% endtrans %}<p>not</p>", "not"),
    ],
)
def test_what_is_not_marked_is_found_in_its_line(line: str, words: str) -> None:
    assert (2 if "\n" in line else 1, words) in unmarked(line)


@pytest.mark.parametrize(
    "line",
    [
        '<p>{{ _("Hello") }}</p>',
        "<p>{% trans name=who %}Hello <b>{{ name }}</b>{% pluralize %}Hello all{% endtrans %}</p>",
        '<p class="{{ "soft" if x }}">{{ icon("plus") }}{{ words }}</p>',
        '<a{% if x == "page" %} rel="page"{% endif %} href="{{ url_for("admin.links") }}"><code>GET</code></a>',
        '<p>{{ ngettext("%(num)d link", "%(num)d links", 2) }} 42 × – · →</p>{# A remark #}',
        '{{ {"a": _("One"), "b": _("Two")}[key] }}',
    ],
)
def test_what_is_marked_or_no_word_is_left_alone(line: str) -> None:
    assert not unmarked(line)
