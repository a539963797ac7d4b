"""Every statement on keys and devices."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.identity.models import ApiKey, Device
from services.core.kit.unit_of_work import UnitOfWork


class ApiKeyRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def add(self, key: ApiKey) -> None:
        self._session.add(key)

    def find(self, key_id: UUID) -> ApiKey | None:
        """By its own id alone: who brings a key has not said yet of which organisation."""
        with self._uow.across_tenants():
            return self._session.scalars(select(ApiKey).where(ApiKey.id == key_id)).one_or_none()

    def of_organisation(self, organisation_id: UUID) -> Sequence[ApiKey]:
        query = select(ApiKey).where(ApiKey.organisation_id == organisation_id).order_by(ApiKey.id)
        return self._session.scalars(query).all()


class DeviceRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def add(self, device: Device) -> None:
        self._session.add(device)
        self._session.flush()

    def find(self, device_id: UUID) -> Device | None:
        """By its own id alone: who brings its secret has not said of which organisation."""
        with self._uow.across_tenants():
            return self._session.scalars(select(Device).where(Device.id == device_id)).one_or_none()

    def waiting_for(self, pairing_digest: bytes) -> Device | None:
        """The device that is to be paired by this code, locked: it can be paired once."""
        query = select(Device).where(Device.pairing_digest == pairing_digest).with_for_update()
        with self._uow.across_tenants():
            return self._session.scalars(query).one_or_none()

    def of_organisation(
        self, organisation_id: UUID, *, provider_id: UUID | None
    ) -> Sequence[Device]:
        query = select(Device).where(Device.organisation_id == organisation_id)
        if provider_id is not None:
            query = query.where(Device.provider_id == provider_id)
        return self._session.scalars(query.order_by(Device.id)).all()
