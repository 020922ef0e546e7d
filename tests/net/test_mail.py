"""Mail goes out whole, over TLS that is verified, and what a server says against it becomes one sentence."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from deploy.lab.certificates import Authority
from shortener.net import mail
from shortener.net.mail import MailFailed, MailRefused, MailTooBig, send, server_of
from tests.postbox import Postbox, postbox


def a_message(text: str = "Hello\n.\nné") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Links <links@example.org>", "ada@example.org, bob@example.org"
    message["Subject"] = "Numbers"
    message.set_content(text)
    return message


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that this process trusts."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    return authority


@pytest.fixture
def plain() -> Iterator[Postbox]:
    with postbox() as box:
        yield box


@pytest.mark.parametrize("host", ["::1", "127.0.0.1"])
def test_a_mail_arrives_as_it_was_written_over_either_family(host: str) -> None:
    with postbox(host) as box:
        assert send(server_of(box.url), a_message()) == {}
    [got] = box.mails
    assert got.get_content() == "Hello\r\n.\r\nné\r\n"
    assert (got["From"], got["To"]) == ("Links <links@example.org>", "ada@example.org, bob@example.org")
    assert "mail FROM:<links@example.org>" in box.said
    assert [line for line in box.said if line.startswith("rcpt")] == [
        "rcpt TO:<ada@example.org>",
        "rcpt TO:<bob@example.org>",
    ]


@pytest.mark.parametrize("implicit", [True, False])
def test_name_and_password_are_told_over_tls_only(authority: Authority, implicit: bool) -> None:
    with postbox(certificate=authority.issue("::1"), implicit=implicit, extensions=("AUTH PLAIN",)) as box:
        kind = "smtps" if implicit else "smtp"
        server = server_of(f"{kind}://li%40nks:pa%3Ass@[::1]:{box.port}")
        send(msgspec.structs.replace(server, starttls=not implicit), a_message())
    assert len(box.got) == 1
    assert "\0li@nks\0pa:ss" in box.said
    if not implicit:
        assert box.said.index("STARTTLS") < box.said.index("\0li@nks\0pa:ss")


@pytest.mark.parametrize("implicit", [True, False])
def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path, implicit: bool) -> None:
    with postbox(certificate=Authority(tmp_path).issue("::1"), implicit=implicit) as box:
        server = mail.Server(host="::1", port=box.port, implicit=implicit, starttls=not implicit)
        with pytest.raises(MailFailed, match=r"shows a bad certificate: unable to get local issuer"):
            send(server, a_message())
    assert box.got == []


def test_a_certificate_for_another_host_is_no_good(authority: Authority) -> None:
    with (
        postbox(certificate=authority.issue("mail.example.org"), implicit=True) as box,
        pytest.raises(MailFailed, match=r"bad certificate: .*not valid for '::1'"),
    ):
        send(server_of(box.url), a_message())


def test_without_starttls_on_offer_nothing_is_sent(plain: Postbox) -> None:
    server = mail.Server(host="::1", port=plain.port, implicit=False, starttls=True)
    with pytest.raises(MailFailed, match="STARTTLS extension not supported"):
        send(server, a_message())
    assert plain.got == []


@pytest.mark.parametrize(
    ("answers", "error", "said"),
    [
        ({"": "554 go away"}, MailRefused, "refused it: 554 go away"),
        ({"": "421 busy"}, MailFailed, "refused it: 421 busy"),
        ({"mail": "550 no such sender"}, MailRefused, "550 no such sender"),
        ({"rcpt": "450 later"}, MailFailed, "450 later"),
        ({"rcpt": "550 nobody here"}, MailRefused, "550 nobody here"),
        ({"data": "451 disk full"}, MailFailed, "451 disk full"),
    ],
)
def test_what_the_server_says_is_told_and_told_apart(
    answers: dict[str, str], error: type[Exception], said: str
) -> None:
    with postbox(answers=answers) as box, pytest.raises(error, match=said):
        send(server_of(box.url), a_message())
    assert box.got == []


def test_who_was_refused_is_told_while_others_get_it() -> None:
    with postbox(answers={"rcpt TO:<bob": "550 5.1.1 nobody\t here"}) as box:
        assert send(server_of(box.url), a_message()) == {"bob@example.org": "5.1.1 nobody here"}
    assert len(box.got) == 1


def test_a_bad_answer_after_the_mail_was_taken_changes_nothing() -> None:
    with postbox(answers={"quit": "451 why"}) as box:
        assert send(server_of(box.url), a_message()) == {}
    assert len(box.got) == 1


def test_a_message_that_is_bigger_than_the_server_takes_isnt_begun() -> None:
    with postbox(extensions=("SIZE 2000",)) as box:
        assert send(server_of(box.url), a_message()) == {}
        with pytest.raises(MailTooBig, match="takes 2,000 bytes at most"):
            send(server_of(box.url), a_message("x\n" * 2000))
    assert len(box.got) == 1


def test_nobody_there_is_one_sentence() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        port = server.getsockname()[1]
    with pytest.raises(MailFailed, match=rf"^The mail server \[::1\]:{port} can't be used: Connection refused\.$"):
        send(server_of(f"smtp://[::1]:{port}"), a_message())


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.2)
    with (
        socket.create_server(("::1", 0), family=socket.AF_INET6) as silent,
        pytest.raises(MailFailed, match="timed out"),
    ):
        send(server_of(f"smtp://[::1]:{silent.getsockname()[1]}"), a_message())


@pytest.mark.parametrize(
    ("url", "port", "implicit", "starttls"),
    [
        ("smtp://mail.example.org", 587, False, True),
        ("smtps://mail.example.org", 465, True, False),
        ("smtp://[2001:db8::25]:25", 25, False, True),
        ("smtp://relay.example.org:25?starttls=off", 25, False, False),
        ("smtp://localhost:25", 25, False, False),
        ("smtp://127.0.0.1", 587, False, False),
    ],
)
def test_tls_is_left_out_on_this_machine_and_on_request_only(
    url: str, port: int, implicit: bool, starttls: bool
) -> None:
    server = server_of(url)
    assert (server.port, server.implicit, server.starttls) == (port, implicit, starttls)
