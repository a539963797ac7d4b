"""Roles: what somebody is to an organisation."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

OrganisationId = NewType("OrganisationId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)


class Role(StrEnum):
    NPO_ADMIN = "npo_admin"
    NPO_APPROVER = "npo_approver"  # the second person of "four eyes"
    PROVIDER_OFFICE = "provider_office"
    PROVIDER_COUNTER = "provider_counter"
    MUNICIPALITY = "municipality"
    AUDITOR = "auditor"
