import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.cli.hardening import expectations
from services.core.config import Settings
from services.core.kit.embedded import EmbeddedValkey


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with EmbeddedValkey(tmp_path_factory.mktemp("broker") / "valkey", fast=True) as valkey:
        yield valkey.url()


@pytest.fixture
def examine(runtime, server, broker, tmp_path):
    """Have the doctor look at a database of this test, with some settings made ill."""

    def look(**ill):
        settings = {
            "DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
            "CELERY_BROKER_URL": broker,
            "DATA_DIR": str(tmp_path),
        }
        result = CliRunner().invoke(app, ["doctor", "--json"], env=settings | ill)
        findings = json.loads(result.stdout)["findings"]
        return result.exit_code, {one["name"]: one["verdict"] for one in findings}

    return look


class TestDoctor:
    def test_fails_a_database_that_gives_up_durability(self, examine):
        code, verdicts = examine()  # the tests' server is fast, and says so

        assert code == 1
        assert verdicts["fsync"] == verdicts["synchronous_commit"] == "failed"
        assert verdicts["application role"] == verdicts["migrations"] == "ok"
        assert verdicts["broker"] == verdicts["fonts"] == verdicts["secret key"] == "ok"
        assert verdicts["mail"] == "ok"

    def test_fails_a_mail_server_that_is_none(self, examine):
        code, verdicts = examine(SMTP_URL="https://mail.example.jp")

        assert code == 1
        assert verdicts["mail"] == "failed"

    def test_fails_an_application_that_owns_its_tables(self, examine, runtime, server):
        owner_url = server.owner_url(runtime.engine.url.database)

        code, verdicts = examine(DATABASE_URL=owner_url)

        assert code == 1
        assert verdicts["application role"] == "failed"

    def test_fails_a_database_without_tables(self, examine, server):
        _, verdicts = examine(DATABASE_URL=server.admin_url("postgres"))

        assert verdicts["migrations"] == "failed"

    def test_sees_the_rest_where_database_and_broker_are_silent(self, examine):
        code, verdicts = examine(
            DATABASE_URL="postgresql+psycopg://minori_app:x@127.0.0.1:9/minori",
            CELERY_BROKER_URL="redis://127.0.0.1:9/0",
        )

        assert code == 1
        assert verdicts["database"] == verdicts["broker"] == "failed"
        assert verdicts["python"] == verdicts["fonts"] == "ok"

    def test_tells_people_the_same_in_a_table(self, runtime, broker, tmp_path):
        settings = {
            "DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
            "CELERY_BROKER_URL": broker,
            "DATA_DIR": str(tmp_path),
        }

        result = CliRunner().invoke(app, ["doctor"], env=settings)

        assert result.exit_code == 1
        assert "a crash would lose" in result.stdout
        assert broker not in result.stdout  # the password stands in it


class TestHardening:
    @pytest.fixture
    def settings(self, tmp_path):
        return Settings(
            data_dir=tmp_path, environment="development", base_url="http://x", _env_file=None
        )

    def test_finds_what_a_stranger_would_use(self, settings, tmp_path):
        key = tmp_path / "secret_key"
        key.write_text("k" * 48)
        key.chmod(0o644)
        open_wide = settings.model_copy(
            update={
                "rate_limit_per_minute": 0,
                "log_level": "debug",
                "database_url": "postgresql://minori_app:x@db.example.jp/minori",
            }
        )

        found = {one.name: one.holds for one in expectations(open_wide)}

        assert found == dict.fromkeys(found, False)
        assert len(found) == 7

    @pytest.mark.parametrize(
        ("url", "holds"),
        [
            (None, True),
            ("postgresql://a:b@postgres:5432/minori", True),
            ("postgresql://a:b@10.1.2.3/minori", True),
            ("postgresql://a:b@1.1.1.1/minori", False),
            ("postgresql://a:b@db.example.jp/minori?sslmode=verify-full", True),
            ("postgresql://a:b@db.example.jp/minori?sslmode=prefer", False),
        ],
    )
    def test_asks_for_tls_where_the_database_is_far(self, settings, url, holds):
        looked = settings.model_copy(update={"database_url": url})

        found = {one.name: one.holds for one in expectations(looked)}
        assert found["database connection"] is holds

    def test_is_printed_with_the_rest(self, examine):
        _, verdicts = examine()

        assert verdicts["rate limits"] == verdicts["database log"] == "ok"
        assert verdicts["rate limit store"] == verdicts["environment"] == "warning"
