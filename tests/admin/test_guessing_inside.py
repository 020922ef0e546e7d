"""Whoever found a browser signed in can't guess the password there: each form that asks for it counts wrong ones."""

import pytest

from shortener.accounts.throttle import MOST_PER_PAIR
from tests.admin.conftest import PASSWORD, Browser, words

NEW = "quite another password"
FORMS = {
    "password": ("/admin/account/password", {"password": NEW, "again": NEW}),
    "code": ("/admin/account/code", {"nonce": "x", "code": "123456"}),
}


@pytest.mark.parametrize("path", FORMS)
def test_after_ten_wrong_ones_the_right_one_has_to_wait_too(ada: Browser, path: str) -> None:
    address, form = FORMS[path]
    for _ in range(MOST_PER_PAIR):
        answer = ada.post(address, old="a guess", **form)
        assert (answer.status_code, "not your password now" in words(answer)) == (422, True)
    answer = ada.post(address, old=PASSWORD, **form)
    assert (answer.status_code, "Too many wrong passwords. Please try again in" in words(answer)) == (422, True)
    assert ada.get("/admin/").status_code == 200


def test_turning_off_what_is_not_on_asks_nothing(ada: Browser) -> None:
    answer = ada.post("/admin/account/code/off", old=PASSWORD)
    assert (answer.status_code, "without a code already" in words(answer)) == (422, True)
