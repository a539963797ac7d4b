import pytest
from typer.testing import CliRunner

from services.cli import app
from services.core.migrations import runner


@pytest.fixture
def migrate(databases, server):
    """`minori migrate` over a database of this test, which stands at the newest revision."""
    name = "migrated_by_command"
    settings = {
        "DATABASE_URL": databases.create(name),
        "DATABASE_OWNER_URL": server.owner_url(name),
    }

    def run(*arguments, said=None, **others):
        return CliRunner().invoke(app, ["migrate", *arguments], env=settings | others, input=said)

    yield run
    databases.drop(name)


class TestMigrate:
    def test_changes_nothing_where_all_is_new(self, migrate):
        result = migrate()

        assert result.exit_code == 0
        assert result.stdout.strip() == f"{runner.head()} -> {runner.head()}"

    def test_goes_down_by_one_and_up_again(self, migrate):
        down = migrate("down", "--yes")
        checked = migrate("--check")
        up = migrate("up")

        assert down.exit_code == 0, down.output
        assert checked.exit_code == 1
        assert f"the newest is {runner.head()}" in checked.stdout
        assert up.exit_code == 0
        assert migrate("--check").stdout.strip() == f"up to date at {runner.head()}"

    def test_goes_to_a_revision_by_its_number(self, migrate):
        assert migrate("0001", "--yes").stdout.strip().endswith("-> 0001")
        assert migrate("0002").stdout.strip() == "0001 -> 0002"

    def test_asks_before_data_is_lost(self, migrate):
        refused = migrate("down", said="n\n")

        assert refused.exit_code == 1
        assert "loses data" in refused.stdout
        assert migrate("--check").exit_code == 0

    def test_needs_the_role_that_owns_the_tables(self, migrate):
        result = migrate(DATABASE_OWNER_URL="")

        assert result.exit_code == 1
        assert "DATABASE_OWNER_URL" in result.stderr


class TestSettings:
    def test_are_told_by_name_and_never_by_value(self, migrate):
        result = migrate(ENVIRONMENT="productoin")
        short = migrate(SECRET_KEY="too short")
        missing = migrate(SECRET_KEY_FILE="/nowhere/key")

        assert result.exit_code == short.exit_code == missing.exit_code == 1
        assert "ENVIRONMENT" in result.stderr
        assert "productoin" not in result.stderr
        assert "SECRET_KEY" in short.stderr
        assert "too short" not in short.stderr
        assert "/nowhere/key" in missing.stderr
