"""Mail over a real socket, and into a folder: one port, one contract."""

import ssl
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from services.core.integrations.mail import FolderMail, SmtpMail, SmtpServer, mail_of
from services.core.kit.ids import uuid7
from services.core.notifications.errors import MailRefused, MailUnavailable
from tests.fakes.smtp import FakeSmtp, own_certificate

SENDER = "見本の会 <no-reply@example.jp>"
AT = datetime(2025, 6, 11, 3, 0, tzinfo=UTC)


def now():
    return AT


class InFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mail = FolderMail(folder, sender=SENDER, now=now)

    def arrived(self):
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.folder.glob("*.eml"))
        ]


class AtServer:
    def __init__(self, fake: FakeSmtp) -> None:
        self.fake = fake
        self.mail = SmtpMail(SmtpServer.of(fake.url), sender=SENDER, now=now)

    def arrived(self):
        return [taken.message for taken in self.fake.taken]


@pytest.fixture
def fake():
    with FakeSmtp() as smtp:
        yield smtp


@pytest.fixture(params=["folder", "server"])
def place(request, tmp_path, fake):
    return InFolder(tmp_path / "mail") if request.param == "folder" else AtServer(fake)


def send(mail, **other):
    told = {
        "id": uuid7(),
        "to": "hanako@example.org",
        "subject": "サインイン用リンク",
        "text": "次のアドレス\n\nhttps://example.jp/enter#link_1\n",
        "language": "ja",
        "html": "<p>次のアドレス</p>",
    }
    mail.send(**{**told, **other})


class TestEveryMail:
    def test_arrives_with_both_forms_of_its_words(self, place):
        id = uuid7()

        send(place.mail, id=id)

        (message,) = place.arrived()
        assert message["To"] == "hanako@example.org"
        assert message["From"] == SENDER
        assert message["Subject"] == "サインイン用リンク"
        assert message["Message-ID"] == f"<{id}@example.jp>"
        assert message["Date"].datetime == AT
        assert message["Content-Language"] == "ja"
        plain, html = message.iter_parts()
        assert "https://example.jp/enter#link_1" in plain.get_content()
        assert "次のアドレス" in html.get_content()

    def test_asks_nobody_to_answer_by_machine(self, place):
        send(place.mail)

        assert place.arrived()[0]["Auto-Submitted"] == "auto-generated"

    @pytest.mark.parametrize(
        "to",
        ["no address", "a@example.org, b@example.org", "a@example.org\nBcc: b@example.org", ""],
    )
    def test_goes_to_one_mailbox_or_to_none(self, place, to):
        with pytest.raises(MailRefused):
            send(place.mail, to=to)

        assert place.arrived() == []

    def test_lets_no_line_into_its_head(self, place):
        with pytest.raises(ValueError, match="linefeed"):
            send(place.mail, subject="Hello\nBcc: b@example.org")


class TestFolderMail:
    def test_is_read_by_its_owner_only(self, tmp_path):
        place = InFolder(tmp_path / "mail")

        send(place.mail)

        (path,) = place.folder.glob("*.eml")
        assert path.stat().st_mode & 0o077 == 0
        assert place.folder.stat().st_mode & 0o077 == 0


class TestSmtpMail:
    def test_names_in_the_envelope_who_was_meant(self, fake):
        send(AtServer(fake).mail)

        assert fake.taken[0].recipients == ["hanako@example.org"]
        assert fake.taken[0].sender == "no-reply@example.jp"

    @pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
    def test_tells_a_refusal_for_now_from_one_for_good(self, fake, word):
        fake.answers[word] = "451 hanako@example.org: later"
        with pytest.raises(MailUnavailable) as later:
            send(AtServer(fake).mail)
        fake.answers[word] = "550 hanako@example.org: never"
        with pytest.raises(MailRefused) as never:
            send(AtServer(fake).mail)

        assert later.value.context == {"reason": "451"}
        assert never.value.context == {"reason": "550"}
        assert "hanako" not in str(never.value)

    def test_does_not_wait_for_ever(self, fake):
        fake.hangs_up_at = "MAIL"

        with pytest.raises(MailUnavailable):
            send(AtServer(fake).mail)

    def test_is_unavailable_where_nobody_listens(self):
        mail = SmtpMail(SmtpServer.of("smtp://127.0.0.1:9"), sender=SENDER, timeout_s=1)

        with pytest.raises(MailUnavailable):
            send(mail)

    def test_wraps_itself_and_signs_in_where_the_server_offers_it(self, tmp_path):
        server_side, trusting = own_certificate(tmp_path)
        with FakeSmtp(tls=server_side) as fake:
            server = SmtpServer.of(f"smtp://minori:p%40ss@127.0.0.1:{fake.port}")
            send(SmtpMail(server, sender=SENDER, now=now, trust=trusting))

        assert fake.taken[0].was_wrapped
        assert fake.taken[0].user == "minori"

    def test_gives_nothing_to_a_server_that_it_cannot_trust(self, tmp_path):
        server_side, _ = own_certificate(tmp_path)
        with FakeSmtp(tls=server_side) as fake:
            with pytest.raises(MailUnavailable):
                send(SmtpMail(SmtpServer.of(fake.url), sender=SENDER, now=now))

            assert fake.taken == []

    def test_sends_nothing_in_the_clear_over_a_network(self, fake):
        far = SmtpServer("127.0.0.1", fake.port, is_wrapped=False, may_be_plain=False)

        with pytest.raises(MailUnavailable) as refusal:
            send(SmtpMail(far, sender=SENDER, now=now))

        assert refusal.value.context == {"reason": "no_tls"}
        assert fake.taken == []


class TestSmtpServer:
    def test_may_be_plain_on_this_host_only(self):
        assert SmtpServer.of("smtp://localhost:1025").may_be_plain
        assert not SmtpServer.of("smtp://mail.example.jp").may_be_plain

    def test_does_not_show_its_password(self):
        assert "hush" not in repr(SmtpServer.of("smtps://me:hush@mail.example.jp"))

    def test_may_be_plain_elsewhere_where_somebody_has_written_so(self):
        assert SmtpServer.of("smtp://mail:1025?tls=none").may_be_plain

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.jp",
            "smtp://",
            "smtp://me@example.jp",
            "smtp://me:hush@mail:1025?tls=none",
            "smtps://mail?tls=none",
            "smtp://mail?tls=maybe",
        ],
    )
    def test_refuses_what_is_no_mail_server(self, url):
        with pytest.raises(ValueError, match="SMTP_URL"):
            SmtpServer.of(url)


class TestMailOf:
    def test_is_nobody_in_production_without_a_server(self):
        assert mail_of(None, sender=SENDER, now=now, development_folder=None) is None

    def test_keeps_the_host_s_trust_by_default(self):
        mail = SmtpMail(SmtpServer.of("smtps://mail.example.jp"), sender=SENDER)
        assert mail._trust.verify_mode is ssl.CERT_REQUIRED
