"""The words of mails: whose, in which language, and what they never say."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from services.core.identity.service import SentLink
from services.core.identity.types import LinkPurpose, PrincipalKind
from services.core.kit.ids import uuid7
from services.core.notifications import mails

BASE_URL = "https://minori.example.jp"


@dataclass
class Named:
    """As much of an organisation as a mail tells."""

    name_ja: str = "見本の会 <b>&"
    name_en: str = "Example & Sons"


def written(kind=PrincipalKind.DONOR, purpose=LinkPurpose.SIGN_IN, language=None):
    sent = SentLink(
        text="link_1_secret",
        principal_kind=kind,
        principal_id=uuid7(),
        purpose=purpose,
        expires_at=datetime(2025, 6, 11, 3, 15, tzinfo=UTC),
    )
    return mails.sign_in_link(sent, Named(), base_url=BASE_URL, language=language)


class TestSignInLink:
    def test_brings_the_link_behind_the_hash(self):
        mail = written()

        assert f"\n{BASE_URL}/enter#link_1_secret\n" in mail.text
        assert f'href="{BASE_URL}/enter#link_1_secret"' in mail.html

    def test_tells_the_last_minute_by_the_clocks_of_japan(self):
        assert "2025年6月11日 12:14（日本時間）" in written().text
        assert "2025-06-11, 12:14 (Japan time)" in written(language="en").text

    @pytest.mark.parametrize(
        ("kind", "told", "tag", "word"),
        [
            (PrincipalKind.DONOR, None, "ja", "寄付者"),
            (PrincipalKind.DONOR, "en", "en", "a donor"),
            (PrincipalKind.DONOR, "ja-easy", "ja", "寄付者"),
            (PrincipalKind.FAMILY, None, "ja", "つかえます"),
            (PrincipalKind.FAMILY, "ja", "ja", "ご家庭"),
            (PrincipalKind.FAMILY, "en", "en", "a family"),
            (PrincipalKind.MEMBER, "en", "en", "a member"),
        ],
    )
    def test_speaks_the_reader_s_language(self, kind, told, tag, word):
        mail = written(kind, language=told)

        assert mail.language == tag
        assert word in mail.text

    def test_invites_in_other_words(self):
        mail = written(PrincipalKind.MEMBER, LinkPurpose.INVITATION, "en")

        assert mail.subject == "Example & Sons: your invitation"
        assert "make a passkey" in mail.text

    def test_escapes_in_its_page_and_not_in_its_text(self):
        mail = written()

        assert "見本の会 <b>&" in mail.text
        assert "見本の会 &lt;b&gt;&amp;" in mail.html

    def test_loads_nothing_from_anywhere(self):
        page = written().html

        assert "<img" not in page
        assert "src=" not in page
        assert page.count("http") == 1
