"""Receipts over HTTP: issued, listed, exported, and not for everybody to read."""

import pytest

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow))


@pytest.fixture
def url(campaign):
    return f"/api/v1/programmes/{campaign.programme_id}"


class TestReceipts:
    def test_are_issued_listed_and_exported(self, runtime, url, campaign):
        admin = client(runtime, key_for(runtime, campaign.organisation_id, Role.NPO_ADMIN))
        once = {"Idempotency-Key": str(uuid7())}
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            make_gift(uow, campaign, donor=HANAKO)
            make_gift(uow, campaign, donor=HANAKO, anonymous=True)

        issued = admin.post(f"{url}/receipts?year=2025", headers=once)
        listed = admin.get(f"{url}/receipts?year=2025").json()
        csv = admin.get(f"{url}/receipts.csv?year=2025&encoding=cp932")

        assert issued.json() == {"issued": 1, "left_out": {"anonymous": 1}}
        assert [(one["number"], one["name"]) for one in listed] == [("2025-000001", HANAKO.name)]
        assert "髙橋 花子" in csv.content.decode("cp932")

    def test_are_not_for_auditors_to_read(self, runtime, url, campaign):
        auditor = client(runtime, key_for(runtime, campaign.organisation_id, Role.AUDITOR))

        assert auditor.get(f"{url}/receipts?year=2025").status_code == 403
