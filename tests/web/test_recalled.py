"""What was kept in English is said in another language where it was made of a form that the catalogue knows."""

import pytest

from shortener.sentences import Words
from shortener.web.recalled import LONGEST, recalled


@pytest.mark.parametrize(
    ("kept", "german"),
    [
        (
            "The target “nonsense” has a space in it; write %20 in its place.",
            "Das Ziel „nonsense“ enthält ein Leerzeichen; bitte stattdessen %20 schreiben.",
        ),
        (
            "The target “nonsense” has a space in it; write %20 in its place",
            "Das Ziel „nonsense“ enthält ein Leerzeichen; bitte stattdessen %20 schreiben",
        ),
        ("line 3 changes the same link", "Zeile 3 ändert denselben Link"),
        (
            "“fair” on go.example is taken: it leads to “https://a.example/ b”.",
            "„fair“ auf go.example ist vergeben: Es führt zu „https://a.example/ b“.",
        ),
        (
            "The target “x” can't be used: it has no scheme such as https://. Allowed are http, https.",
            "Das Ziel „x“ ist nicht verwendbar: es hat kein Schema wie https://. Erlaubt sind http, https.",
        ),
    ],
)
def test_a_kept_sentence_is_said_in_german(kept: str, german: str) -> None:
    assert recalled(kept, "de") == german
    assert recalled(kept, "en") == kept


def test_what_somebody_typed_stays_as_it_is_even_where_it_is_a_word_of_ours() -> None:
    assert recalled("There is no tag “Open”.", "de") == "Es gibt kein Schlagwort „Open“."
    assert recalled("“The tag is wrong” on go.example was never used.", "de").startswith("„The tag is wrong“ auf")


@pytest.mark.parametrize(
    "text", ["", ".", "Connection refused", "x" * (LONGEST + 1), "a: b", "“", "%(name)s", str(Words("%s"))]
)
def test_what_no_form_fits_stays_as_it_is(text: str) -> None:
    assert recalled(text, "de") == text
