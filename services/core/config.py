"""Settings, read from the environment by `bootstrap` only and handed down as arguments."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.core.kit.strength import weakness


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """
    Every setting, by the name that people expect; each stands in `.env.example`.

    A secret may come from a file instead: `SECRET_KEY_FILE` for `SECRET_KEY`, and so on.

    :raises ValueError: production without a database or without a secret key, with a secret that is
        none, or with one for two things.
    """

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = Path("var")

    database_url: str | None = None  # none: the embedded server of `data_dir`
    database_owner_url: str | None = None  # the role that owns the tables, for migrations
    celery_broker_url: str | None = None  # none: the embedded broker of `data_dir`

    secret_key: SecretStr | None = Field(default=None, min_length=32)  # none: made in `data_dir`
    secret_key_previous: SecretStr | None = None  # those before it, newest first
    # The master key at a Vault or OpenBao instead of in `secret_key`: its address, a token, and
    # the name of its transit key. A token's file is read anew when it is refused.
    kms_url: str | None = Field(default=None, pattern=r"^https?://.+")
    kms_token: SecretStr | None = None
    kms_key_name: str = "minori"
    base_url: str = "http://localhost:8000"
    allowed_hosts: str = ""  # beside the host of `base_url`, with commas
    log_level: str = "INFO"

    rate_limit_storage_url: SecretStr | None = None  # none: each process counts for itself
    rate_limit_per_minute: int = Field(default=1_200, ge=0)  # 0: any number

    # smtp(s)://user:password@host:port; none: a folder of `data_dir` in development, else nowhere.
    smtp_url: SecretStr | None = None
    mail_from: str = "Minori <minori@localhost>"

    stripe_api_key: SecretStr | None = None
    stripe_webhook_secret: SecretStr | None = None
    stripe_api_base: str | None = None
    # How the payer of Stripe's payouts is named on the bank's statement, in kana; the beginning is
    # enough, several with commas.
    stripe_payers: str = "ストライプ"

    # What the gateway takes of a payment, in basis points: donors may add as much. At a konbini it
    # takes at least so many yen, and carries no more than so many.
    gateway_fee_card_bps: int = Field(default=360, ge=0, le=5_000)
    gateway_fee_konbini_bps: int = Field(default=360, ge=0, le=5_000)
    gateway_fee_konbini_min: int = Field(default=120, ge=0)
    gateway_fee_transfer_bps: int = Field(default=150, ge=0, le=5_000)
    konbini_max_yen: int = Field(default=300_000, ge=1)
    # The most that anybody may announce by transfer without an account; and after how many days an
    # announced transfer that did not come is waited for no longer.
    transfer_max_yen: int = Field(default=10_000_000, ge=1)
    pledge_lapse_days: int = Field(default=60, ge=1, le=3_650)

    # tcp://host:port or unix:///path of a clamd; "none": files are kept unscanned, on purpose.
    virus_scan_url: str | None = Field(default=None, pattern=r"^(none|tcp://[^/]+|unix:///.+)$")

    # Outside places for the audit log's checkpoints: a folder that is not this host's, and URLs of
    # witnesses, with commas.
    checkpoint_folder: Path | None = None
    checkpoint_witnesses: str = ""

    # Who was erased, for the day on which a backup is restored; none: in `data_dir`.
    erasure_register: Path | None = None

    database_url_file: Path | None = Field(default=None, repr=False)
    database_owner_url_file: Path | None = Field(default=None, repr=False)
    celery_broker_url_file: Path | None = Field(default=None, repr=False)
    secret_key_file: Path | None = Field(default=None, repr=False)
    secret_key_previous_file: Path | None = Field(default=None, repr=False)
    kms_token_file: Path | None = Field(default=None, repr=False)
    smtp_url_file: Path | None = Field(default=None, repr=False)
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

    @property
    def previous_secrets(self) -> list[str]:
        """`SECRET_KEY_PREVIOUS` taken apart, newest first."""
        told = self.secret_key_previous.get_secret_value() if self.secret_key_previous else ""
        each = told.splitlines() if "\n" in told else told.split(",")
        return [one.strip() for one in each if one.strip()]

    @property
    def stripe_payer_names(self) -> list[str]:
        """`STRIPE_PAYERS` taken apart."""
        return [one.strip() for one in self.stripe_payers.split(",") if one.strip()]

    @model_validator(mode="after")
    def _keys_that_open(self) -> "Settings":
        if any(len(one) < 32 for one in self.previous_secrets):
            raise ValueError("SECRET_KEY_PREVIOUS: each secret has at least 32 characters")
        if (self.kms_url is None) != (self.kms_token is None):
            raise ValueError("KMS_URL and KMS_TOKEN go together")
        return self

    @model_validator(mode="after")
    def _nothing_by_default_in_production(self) -> "Settings":
        if self.environment is Environment.PRODUCTION:
            for name in ("database_url", "celery_broker_url", "secret_key"):
                if getattr(self, name) is None:
                    raise ValueError(f"{name.upper()} must be set in production")
            if self.kms_url is not None and not self.kms_url.startswith("https://"):
                raise ValueError("KMS_URL must begin with https:// in production")
            if self.smtp_url is not None and "mail_from" not in self.model_fields_set:
                raise ValueError("MAIL_FROM must be set in production with SMTP_URL")
        return self

    @model_validator(mode="after")
    def _nothing_weak_in_production(self) -> "Settings":
        if self.environment is Environment.PRODUCTION:
            if not self.base_url.startswith("https://"):
                raise ValueError("BASE_URL must begin with https:// in production")
            guarded_by: dict[str, str] = {}
            for name, secret in self._secrets():
                reason = weakness(secret)
                if reason is not None:
                    raise ValueError(f"{name.upper()} is no secret: {reason}")
                if guarded_by.setdefault(secret, name) != name:
                    raise ValueError(f"{name.upper()} is the same as {guarded_by[secret].upper()}")
        return self

    def _secrets(self) -> Iterator[tuple[str, str]]:
        """What must be secret, by the setting that holds it: of URLs, the password."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            text = value.get_secret_value() if isinstance(value, SecretStr) else value
            if not isinstance(text, str) or not text:
                continue
            if "://" in text:
                password = urlsplit(text).password
                # Queue and counts may lie in one server, with one password.
                same = "celery_broker_url" if name == "rate_limit_storage_url" else name
                if password:
                    yield same, unquote(password)
            elif isinstance(value, SecretStr):
                # While a webhook's secret is rolled, both stand there with a comma.
                yield from ((name, one.strip()) for one in text.split(","))
