"""How an organisation reads the files of a site that the installation does not know."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, small_int


class SavedMapping(Base):
    """One version of an organisation's own mapping; rows never change, the latest counts."""

    __tablename__ = "saved_mappings"
    __table_args__ = (CheckConstraint("version > 0", name="version_positive"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = small_int(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by: Mapped[UUID]
