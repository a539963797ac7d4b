"""The contract of `kit.crypto.KeyEncryption`, kept by both who hold a master key."""

from uuid import UUID

import pytest

from services.core.bootstrap import key_ring
from services.core.config import Settings
from services.core.integrations.vault_transit import TransitKeys
from services.core.kit.crypto import (
    KeyRing,
    MasterKeyUnavailable,
    RootSecrets,
    SealBroken,
    Vault,
)
from services.core.kit.ids import uuid7
from tests.fakes.keys import KeysInMemory
from tests.fakes.transit import Transit, serving

OLD, NEW = b"an older secret of thirty-two bytes", b"a newer secret of thirty-two bytes!"
ROOT = b"a root secret, beside a key elsewhere"
TENANT = UUID(int=1)


@pytest.fixture
def transit():
    with serving(Transit()) as engine:
        yield engine


class OfSetting:
    """The secret in a setting, and how it is changed and its former value taken away."""

    def __init__(self):
        self.keeper = RootSecrets([OLD])

    def rotate(self):
        self.keeper = RootSecrets([NEW, OLD])

    def drop_former(self):
        self.keeper = RootSecrets([NEW])


class OfTransit:
    def __init__(self, transit):
        self.transit = transit
        self.renew()

    def renew(self):
        self.keeper = TransitKeys(self.transit.url, key_name="minori", token=lambda: "hvs.first")

    def rotate(self):
        self.transit.rotate()
        self.renew()

    def drop_former(self):
        self.transit.forget_version(1)
        self.renew()


@pytest.fixture(params=["setting", "transit"])
def place(request):
    if request.param == "setting":
        return OfSetting()
    return OfTransit(request.getfixturevalue("transit"))


class TestKeyEncryption:
    def test_opens_many_at_once_in_their_order(self, place):
        plain = [(f"tenant-key|{number}", bytes([number]) * 32) for number in range(20)]
        wrapped = place.keeper.wrap(plain)
        assert place.keeper.unwrap(
            [(context, blob) for (context, _), blob in zip(plain, wrapped, strict=True)]
        ) == [key for _, key in plain]

    def test_wraps_nothing_without_asking(self, place):
        assert (place.keeper.wrap([]), place.keeper.unwrap([])) == ([], [])

    def test_wraps_the_same_differently_each_time(self, place):
        one, other = place.keeper.wrap([("a", b"k" * 32), ("a", b"k" * 32)])
        assert one != other

    def test_does_not_open_for_another_context(self, place):
        (one, other) = place.keeper.wrap([("a", b"k" * 32), ("b", b"l" * 32)])
        with pytest.raises(SealBroken):
            place.keeper.unwrap([("a", one), ("a", other)])

    @pytest.mark.parametrize("blob", [b"", b"\x02\x00", b"vault:v1:AAAA", b"vault:", b"\xff" * 60])
    def test_does_not_open_what_it_did_not_wrap(self, place, blob):
        with pytest.raises(SealBroken):
            place.keeper.unwrap([("a", blob)])

    def test_knows_its_own_and_the_newest(self, place):
        (before,) = place.keeper.wrap([("a", b"k" * 32)])
        assert place.keeper.made(before)
        assert place.keeper.is_current(before)

        place.rotate()

        (after,) = place.keeper.wrap([("a", b"k" * 32)])
        assert not place.keeper.is_current(before)
        assert place.keeper.is_current(after)
        assert place.keeper.unwrap([("a", before), ("a", after)]) == [b"k" * 32] * 2

        place.drop_former()
        assert place.keeper.unwrap([("a", after)]) == [b"k" * 32]
        with pytest.raises(SealBroken):
            place.keeper.unwrap([("a", before)])

    def test_shows_no_secret(self, place):
        assert "secret of thirty" not in repr(place.keeper) + place.keeper.where
        assert "hvs." not in repr(place.keeper) + place.keeper.where


class TestTransit:
    def test_is_asked_once_for_a_tenant_and_process(self, transit):
        keys, child, row = KeysInMemory(), uuid7(), uuid7()
        blob = Vault(ring(transit), keys, TENANT).seal(child, "children.name", row, "x")
        transit.calls.clear()

        again = ring(transit)
        for _ in range(100):
            assert Vault(again, keys, TENANT).unseal(child, "children.name", row, blob) == "x"

        assert transit.calls == ["/v1/transit/decrypt/minori"]

    def test_takes_over_from_the_setting_by_rewrapping(self, transit):
        sealed = KeyRing(ROOT).seal("signing-key|1", b"secret")

        moved = ring(transit).reseal("signing-key|1", sealed)

        assert moved.startswith(b"vault:v1:")
        assert ring(transit).unseal("signing-key|1", moved) == b"secret"
        with pytest.raises(SealBroken):
            KeyRing(ROOT).unseal("signing-key|1", moved)

    def test_reads_a_renewed_token(self, transit):
        tokens = iter(["hvs.first", "hvs.second"])
        keeper = TransitKeys(transit.url, key_name="minori", token=lambda: next(tokens))
        transit.tokens = {"hvs.second"}
        assert len(keeper.wrap([("a", b"k" * 32)])) == 1

    def test_is_unavailable_while_it_is_sealed_or_refuses_us(self, transit):
        keeper = TransitKeys(transit.url, key_name="minori", token=lambda: "hvs.first")
        transit.is_sealed = True
        with pytest.raises(MasterKeyUnavailable):
            keeper.wrap([("a", b"k" * 32)])
        transit.is_sealed, transit.tokens = False, set()
        with pytest.raises(MasterKeyUnavailable):
            keeper.wrap([("a", b"k" * 32)])

    def test_is_unavailable_when_nobody_listens(self):
        keeper = TransitKeys("http://127.0.0.1:9", key_name="minori", token=lambda: "hvs.first")
        with pytest.raises(MasterKeyUnavailable):
            keeper.unwrap([("a", b"vault:v1:AAAA")])


def ring(transit):
    keeper = TransitKeys(transit.url, key_name="minori", token=lambda: "hvs.first")
    return KeyRing(ROOT, master=keeper)


class TestKeyRing:
    """What the settings say of the master key (`bootstrap.key_ring`)."""

    def test_is_kept_where_the_settings_say(self, transit, tmp_path):
        token = tmp_path / "token"
        token.write_text("hvs.first\n")
        built = key_ring(
            Settings(
                secret_key=ROOT.decode(),
                kms_url=transit.url,
                kms_token_file=token,
                _env_file=None,
            )
        )
        assert built.seal("a", b"secret").startswith(b"vault:v1:")
        token.write_text("hvs.renewed\n")
        transit.tokens = {"hvs.renewed"}
        assert built.unseal("a", built.seal("a", b"secret")) == b"secret"

    def test_opens_what_former_secrets_made(self):
        settings = Settings(
            secret_key=NEW.decode(),
            secret_key_previous=f"{'x' * 32}, {OLD.decode()}",
            _env_file=None,
        )
        assert key_ring(settings).unseal("a", KeyRing(OLD).seal("a", b"secret")) == b"secret"

    def test_is_a_file_beside_the_data_for_trying_out(self, tmp_path):
        built = key_ring(Settings(data_dir=tmp_path, _env_file=None))
        assert str(tmp_path) in built.master.where
        assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kms_url": "https://vault.example.jp"},
            {"kms_token": "hvs.alone"},
            {"secret_key_previous": "short"},
        ],
    )
    def test_is_refused_by_halves(self, wrong):
        with pytest.raises(ValueError, match=r"KMS_URL|SECRET_KEY_PREVIOUS"):
            Settings(**wrong, _env_file=None)
