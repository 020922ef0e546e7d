"""Making a link in the box on the first page."""

import re

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from tests.admin.conftest import SITE, Browser, value_of, words


def test_a_target_alone_makes_a_link_with_a_random_slug(ada: Browser, library: Library) -> None:
    answer = ada.post("/admin/", target="https://example.org/book", enabled="on")
    assert answer.status_code == 303
    made = library.by_target("https://example.org/book")[0]
    assert answer.headers["Location"] == f"/admin/?made={made.id}"
    page = ada.get(answer.headers["Location"])
    assert "Your link is ready" in words(page)
    assert f'data-copy="http://localhost:8000/{made.slug}" autofocus' in page.text


def test_all_fields_are_kept(ada: Browser, library: Library) -> None:
    ada.post(
        "/admin/",
        target=" https://example.org/book ",
        slug="Book",
        title="The book",
        tags="scratch, python , scratch",
        notes="line one\r\nline two",
        status="301",
        starts_at="2026-05-03T09:30",
        ends_at="2027-05-03T09:30",
        forward_query="on",
        printed="on",
        printed_reason="Page 3",
        enabled="on",
    )
    link = library.find("", "Book")
    assert link is not None
    assert (link.target, link.title, link.tags) == ("https://example.org/book", "The book", ("python", "scratch"))
    assert (link.notes, link.status, link.forward_query) == ("line one\nline two", 301, True)
    assert (link.starts_at, link.ends_at) == (1777800600000, 1809336600000)
    assert (link.printed, link.printed_reason, link.enabled) == (True, "Page 3", True)
    assert link.owner_id == link.created_by_id is not None


def test_the_cursor_is_in_the_box(ada: Browser) -> None:
    assert re.search(r'<input id="target"[^>]* autofocus', ada.get("/admin/").text)


@pytest.mark.parametrize(
    ("field", "form", "sentence"),
    [
        ("target", {"target": ""}, "target"),
        ("target", {"target": "javascript:alert(1)"}, "is not allowed"),
        ("target", {"target": "http://[::1]:8000/loop"}, "shortener"),
        ("slug", {"target": "https://example.org/", "slug": "admin"}, "reserved"),
        ("slug", {"target": "https://example.org/", "slug": "x" * 3000}, "3,000 characters"),
        ("domain", {"target": "https://example.org/", "domain": "elsewhere.example"}, "is not a domain"),
        ("status", {"target": "https://example.org/", "status": "418"}, "Choose one"),
        ("starts_at", {"target": "https://example.org/", "starts_at": "soon"}, "can't be read"),
        ("title", {"target": "https://example.org/", "title": "x" * 501}, "501 characters"),
    ],
)
def test_a_refusal_stands_at_its_field_and_the_text_is_kept(
    ada: Browser, library: Library, field: str, form: dict[str, str], sentence: str
) -> None:
    answer = ada.post("/admin/", notes="Don't lose this", **form)
    assert answer.status_code == 422
    problem = re.search(rf'id="{field}-wrong">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    assert problem
    assert sentence in problem[1].replace("&#39;", "'")
    for name, text in form.items():
        if name not in {"domain", "status"}:
            assert value_of(answer, name) == text
    assert value_of(answer, "notes") == "Don't lose this"
    assert not library.by_target("https://example.org/")


def test_a_refused_field_points_to_its_sentence(ada: Browser) -> None:
    answer = ada.post("/admin/", target="javascript:1")
    tag = re.search(r'<input id="target"[^>]*>', answer.text)
    assert tag
    assert 'aria-invalid="true"' in tag[0]
    assert 'aria-describedby="target-wrong"' in tag[0]


def test_a_target_that_is_shortened_already_is_offered_first(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="there"), None)
    answer = ada.post("/admin/", target="https://example.org/", title="Kept")
    assert answer.status_code == 422
    assert "Already shortened: use that one?" in words(answer)
    assert 'data-copy="http://localhost:8000/there"' in answer.text
    assert value_of(answer, "title") == "Kept"
    assert len(library.by_target("https://example.org/")) == 1


@pytest.mark.parametrize(
    "typed", ["www.example.org/x?a=1#b", "example.org", "bücher.example:8080/ä", "a.b-c.example?x"]
)
def test_an_address_without_its_scheme_is_one_of_https(ada: Browser, library: Library, typed: str) -> None:
    assert ada.post("/admin/", target=typed, slug="bare").status_code == 303
    made = library.find("", "bare")
    assert made is not None
    assert made.target == f"https://{typed}"


@pytest.mark.parametrize(
    "typed", ["example", "10.0.0.1/x", "ada@example.org", "a..b/x", "/path.html", "example.org/a b"]
)
def test_what_looks_like_no_host_is_no_address(ada: Browser, library: Library, typed: str) -> None:
    answer = ada.post("/admin/", target=typed, slug="bare")
    assert (answer.status_code, value_of(answer, "target")) == (422, typed)
    assert library.find("", "bare") is None


def test_it_can_be_shortened_again_anyway(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="there"), None)
    assert ada.post("/admin/", target="https://example.org/", anyway="on").status_code == 303
    assert len(library.by_target("https://example.org/")) == 2


def test_a_slug_that_looks_like_another_is_warned_of(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/1", slug="scratch-new"), None)
    answer = ada.post("/admin/", target="https://example.org/2", slug="Scratchnew")
    assert answer.status_code == 422
    assert "On paper this looks like another link" in words(answer)
    assert library.find("", "Scratchnew") is None
    assert ada.post("/admin/", target="https://example.org/2", slug="Scratchnew", anyway="on").status_code == 303


def test_a_slug_with_a_rude_word_is_made_only_when_that_is_wanted(ada: Browser, library: Library) -> None:
    answer = ada.post("/admin/", target="https://example.org/", slug="sh1t")
    assert answer.status_code == 422
    assert "Some people will read a rude word in this slug. Create a new link anyway" in words(answer)
    assert library.find("", "sh1t") is None
    assert ada.post("/admin/", target="https://example.org/", slug="sh1t", anyway="on").status_code == 303


def test_a_slug_that_is_taken_says_by_what(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/1", slug="taken"), None)
    answer = ada.post("/admin/", target="https://example.org/2", slug="taken")
    assert "https://example.org/1" in words(answer)
    assert library.by_target("https://example.org/2") == []


def test_with_several_domains_one_can_be_chosen(ada: Browser, library: Library) -> None:
    assert 'name="domain" id="domain"' not in ada.get("/admin/").text
    library.add_domain("rptl.io")
    assert 'name="domain" id="domain"' in ada.get("/admin/").text
    ada.post("/admin/", target="https://example.org/", slug="here", domain="rptl.io")
    assert library.find("rptl.io", "here") is not None
    assert library.find("", "here") is None


def test_a_made_up_number_of_a_made_link_is_ignored(ada: Browser) -> None:
    for number in ("999", "x", "9" * 40, "-1", "²"):
        assert "ready" not in words(ada.get(f"/admin/?made={number}"))


def test_a_script_gets_the_box_alone_with_what_it_made(ada: Browser) -> None:
    script = {"HX-Request": "true", "HX-Target": "div#create", "Origin": SITE}
    form = {"target": "https://example.org/book", "slug": "book"}
    answer = ada.client.post("/admin/", base_url=SITE, data=form, headers=script)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="create"')
    assert 'data-copy="http://localhost:8000/book" data-fresh' in answer.text
    assert value_of(answer, "target") == ""
    again = ada.client.post("/admin/", base_url=SITE, data=form, headers=script)
    assert again.status_code == 422
    assert value_of(again, "slug") == "book"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"slug": "fresh"}, "This slug is free."),
        ({"slug": "taken"}, "is taken: it leads to"),
        ({"slug": "admin"}, "is reserved"),
        ({"slug": "taken."}, "ends in"),
        ({"slug": "tak3n", "target": ""}, "This slug is free."),
        ({"slug": "TAKEN"}, "On paper this looks like localhost:8000/ taken"),
        ({"slug": "sh1t"}, "a rude word"),
        ({"slug": "Hello-classic"}, "This slug is free."),
        ({"target": "https://example.org/1"}, "Already shortened: use that one? localhost:8000/ taken"),
        ({"target": "example.org/1"}, "Leads to https://example.org/1 Already shortened: use that one?"),
    ],
)
def test_while_people_type_it_is_said_what_would_happen(
    ada: Browser, library: Library, typed: dict[str, str], said: str
) -> None:
    library.create(Draft(target="https://example.org/1", slug="taken"), None)
    answer = ada.post("/admin/check", **typed)
    assert said in words(answer)
    assert len(library.by_target("https://example.org/1")) == 1


def test_nothing_is_said_of_nothing(ada: Browser) -> None:
    assert words(ada.post("/admin/check")) == ""


def test_the_box_alone_is_filled_in_by_the_address(ada: Browser) -> None:
    answer = ada.get("/admin/new?target=https://example.org/%22&title=Book")
    assert (value_of(answer, "target"), value_of(answer, "title")) == ('https://example.org/"', "Book")
