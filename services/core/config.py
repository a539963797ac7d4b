"""Settings, read from the environment by `bootstrap` only and handed down as arguments."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """
    Every setting, by the name that people expect; each stands in `.env.example`.

    A secret may come from a file instead: `SECRET_KEY_FILE` for `SECRET_KEY`, and so on.

    :raises ValueError: production without a database or without a secret key.
    """

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = Path("var")

    database_url: str | None = None  # none: the embedded server of `data_dir`
    database_owner_url: str | None = None  # the role that owns the tables, for migrations
    celery_broker_url: str | None = None  # none: the embedded broker of `data_dir`

    secret_key: SecretStr | None = Field(default=None, min_length=32)  # none: made in `data_dir`
    base_url: str = "http://localhost:8000"
    allowed_hosts: str = ""  # beside the host of `base_url`, with commas
    log_level: str = "INFO"

    rate_limit_storage_url: SecretStr | None = None  # none: each process counts for itself
    rate_limit_per_minute: int = Field(default=1_200, ge=0)  # 0: any number

    stripe_api_key: SecretStr | None = None
    stripe_webhook_secret: SecretStr | None = None
    stripe_api_base: str | None = None

    # tcp://host:port or unix:///path of a clamd; "none": files are kept unscanned, on purpose.
    virus_scan_url: str | None = Field(default=None, pattern=r"^(none|tcp://[^/]+|unix:///.+)$")

    # Outside places for the audit log's checkpoints: a folder that is not this host's, and URLs of
    # witnesses, with commas.
    checkpoint_folder: Path | None = None
    checkpoint_witnesses: str = ""

    database_url_file: Path | None = Field(default=None, repr=False)
    database_owner_url_file: Path | None = Field(default=None, repr=False)
    celery_broker_url_file: Path | None = Field(default=None, repr=False)
    secret_key_file: Path | None = Field(default=None, repr=False)
    stripe_api_key_file: Path | None = Field(default=None, repr=False)
    stripe_webhook_secret_file: Path | None = Field(default=None, repr=False)
    rate_limit_storage_url_file: Path | None = Field(default=None, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, values: dict[str, object]) -> dict[str, object]:
        for name in [name for name in values if name.endswith("_file") and values[name]]:
            if name != "env_file":
                values[name.removesuffix("_file")] = Path(str(values[name])).read_text().strip()
        return values

    @model_validator(mode="after")
    def _nothing_by_default_in_production(self) -> "Settings":
        if self.environment is Environment.PRODUCTION:
            for name in ("database_url", "celery_broker_url", "secret_key"):
                if getattr(self, name) is None:
                    raise ValueError(f"{name.upper()} must be set in production")
        return self
