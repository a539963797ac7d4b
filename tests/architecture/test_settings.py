"""Every setting stands in `.env.example`, and nothing else does."""

import re
from pathlib import Path
from secrets import token_hex, token_urlsafe

import pytest

from services.core.config import Environment, Settings
from services.core.kit.strength import weakness

ROOT = Path(__file__).parents[2]


def named_in_example():
    example = (ROOT / ".env.example").read_text("utf-8")
    return set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


HOST = "postgres:5432/minori"


@pytest.fixture
def production(monkeypatch):
    """Settings of a production that is well, with some made ill."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    well = {
        "environment": "production",
        "database_url": f"postgresql+psycopg://minori_app:{token_hex(24)}@{HOST}",
        "database_owner_url": f"postgresql+psycopg://minori_owner:{token_hex(24)}@{HOST}",
        "celery_broker_url": f"redis://:{token_hex(24)}@valkey:6379/0",
        "secret_key": token_urlsafe(48),
        "base_url": "https://minori.example.jp",
    }
    return lambda **ill: Settings(**{**well, **ill}, _env_file=None)


class TestProduction:
    def test_is_well_with_secrets_of_its_own(self, production):
        assert production().environment is Environment.PRODUCTION

    @pytest.mark.parametrize(
        "secret",
        [
            "s" * 32,
            "abcd" * 12,
            "change-me-before-you-go-live-please-0",
            "ThisIsAnExampleSecretKey0123456789abc",
            "a-very-long-Password-1234567890-qwerty",
            "00000000000000000000000000000000000001",
        ],
    )
    def test_refuses_a_secret_that_is_none(self, production, secret):
        with pytest.raises(ValueError, match="SECRET_KEY is no secret") as refused:
            production(secret_key=secret)
        assert secret not in str(refused.value.errors(include_input=False))

    @pytest.mark.parametrize("name", ["database_url", "database_owner_url", "celery_broker_url"])
    @pytest.mark.parametrize("password", ["minori", "postgres", "changeme", "1234567890"])
    def test_refuses_a_password_that_is_none_in_a_url(self, production, name, password):
        with pytest.raises(ValueError, match=f"{name.upper()} is no secret"):
            production(**{name: f"postgresql+psycopg://minori:{password}@{HOST}"})

    def test_refuses_a_secret_for_two_things(self, production):
        shared = token_hex(24)
        with pytest.raises(ValueError, match="DATABASE_OWNER_URL is the same as DATABASE_URL"):
            production(
                database_url=f"postgresql+psycopg://minori_app:{shared}@{HOST}",
                database_owner_url=f"postgresql+psycopg://minori_owner:{shared}@{HOST}",
            )
        with pytest.raises(ValueError, match="is the same as"):
            production(secret_key=shared, stripe_webhook_secret=shared)

    def test_lets_queue_and_counts_lie_in_one_server(self, production):
        shared = token_hex(24)
        one = f"redis://:{shared}@valkey:6379"
        assert production(celery_broker_url=f"{one}/0", rate_limit_storage_url=f"{one}/1")

    @pytest.mark.parametrize("address", ["http://minori.example.jp", "minori.example.jp"])
    def test_refuses_an_address_without_tls(self, production, address):
        with pytest.raises(ValueError, match="BASE_URL must begin with https"):
            production(base_url=address)

    def test_refuses_nothing_at_random(self):
        secrets = [make(size) for make in (token_hex, token_urlsafe) for size in (24, 32, 48)]
        assert [weakness(each) for each in secrets * 50 if weakness(each)] == []


class TestSettings:
    def test_are_all_in_the_example(self):
        assert {name.upper() for name in Settings.model_fields} <= named_in_example()

    def test_are_joined_there_by_the_composition_s_only(self):
        others = named_in_example() - {name.upper() for name in Settings.model_fields}
        composition = (ROOT / "docker-compose.yml").read_text("utf-8")
        assert {name for name in others if f"${{{name}" not in composition} == set()

    def test_refuse_production_without_secrets(self, monkeypatch):
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        with pytest.raises(ValueError, match="must be set in production"):
            Settings(environment=Environment.PRODUCTION, _env_file=None)

    def test_read_a_secret_from_a_file(self, tmp_path):
        path = tmp_path / "key"
        path.write_text("from a file, with enough bytes in it\n")
        settings = Settings(secret_key_file=path, _env_file=None)
        assert settings.secret_key.get_secret_value() == "from a file, with enough bytes in it"

    def test_do_not_show_a_secret(self):
        assert "hush" not in repr(Settings(secret_key="hush" * 8, _env_file=None))
