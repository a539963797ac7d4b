"""Every setting stands in `.env.example`, and nothing else does."""

import re
from pathlib import Path

import pytest

from services.core.config import Environment, Settings

ROOT = Path(__file__).parents[2]


def named_in_example():
    example = (ROOT / ".env.example").read_text("utf-8")
    return set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


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
