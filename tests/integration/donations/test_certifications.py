"""B8: what receipts state of the organisation, entered by one person and approved by another."""

from datetime import date, timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    CertificationDecided,
    CertificationUnfit,
)
from services.core.donations.service import CertificationFacts
from services.core.donations.types import CertificationStatus
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.actor import operator
from tests.factories.certifications import CERTIFICATION
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.programmes import make_organisation, make_programme


@pytest.fixture
def organisation(uow):
    return make_organisation(uow)


def propose(uow, organisation, **overrides):
    facts = CertificationFacts(**(CERTIFICATION | overrides))
    return donations.propose_certification(uow, organisation_id=organisation.id, facts=facts)


def approve(uow, version):
    return donations.approve_certification(
        uow, organisation_id=version.organisation_id, certification_id=version.id
    )


class TestProposeCertification:
    @pytest.mark.parametrize(
        "days",
        [
            {"valid_until": date(2021, 3, 31)},
            {"certified_on": date(2021, 4, 2)},
            {"in_force_from": date(2021, 3, 31)},
            {"in_force_from": date(2031, 4, 1)},
        ],
    )
    def test_refuses_days_that_make_no_term(self, uow, organisation, days):
        with pytest.raises(CertificationUnfit):
            propose(uow, organisation, **days)

    def test_refuses_to_say_otherwise_what_a_receipt_has_said(self, uow):
        campaign = make_campaign(uow, make_programme(uow))
        gift = make_gift(uow, campaign, donor=HANAKO)
        donations.issue_receipts(uow, programme_id=campaign.programme_id, year=2025)
        organisation = donations.certifications(uow, organisation_id=gift.organisation_id)[0]
        facts = CERTIFICATION | {"address_ja": "東京都見本区見本2-2-2"}

        def move(day):
            return donations.propose_certification(
                uow,
                organisation_id=organisation.organisation_id,
                facts=CertificationFacts(**(facts | {"in_force_from": day})),
            )

        with pytest.raises(CertificationUnfit):
            move(gift.accepted_on)
        assert move(gift.accepted_on + timedelta(days=1)).status is CertificationStatus.PROPOSED


class TestApproveCertification:
    def test_takes_another_person_than_who_entered_it(self, uow, organisation):
        version = propose(uow, organisation)

        with pytest.raises(SecondPersonRequired):
            approve(uow, version)
        uow.actor = operator("second")
        assert approve(uow, version).status is CertificationStatus.APPROVED
        with pytest.raises(CertificationDecided):
            approve(uow, version)

    def test_is_not_needed_to_let_a_mistake_go(self, uow, organisation):
        version = propose(uow, organisation)

        donations.reject_certification(
            uow, organisation_id=organisation.id, certification_id=version.id
        )

        assert donations.certifications_waiting(uow, organisation_id=organisation.id) == []
