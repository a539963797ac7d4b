"""Organisations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base
from services.core.kit.ids import uuid7


class Organisation(Base):
    """Who runs programmes: an NPO or a municipality. The root of everything it owns."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name_ja: Mapped[str]
    name_en: Mapped[str]
    legal_name_kana: Mapped[str]  # as its bank knows it: the consignor of payment files
    address: Mapped[str]
    certification_number: Mapped[str | None]  # 認定NPO法人: what a receipt must state
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
