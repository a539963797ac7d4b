"""Programmes: drafts, publication, versions of criteria."""

import pytest

from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.programmes import examples
from services.core.programmes import service as programmes
from services.core.programmes.errors import (
    ProgrammeCodeTaken,
    ProgrammeNotDraft,
    ProgrammeNotPublishable,
    TermsInvalid,
)
from services.core.programmes.types import Criteria, ProgrammeStatus
from tests.factories.programmes import make_organisation, make_programme


class TestDraft:
    @pytest.mark.parametrize("example", examples.names())
    def test_takes_every_example(self, uow: UnitOfWork, example: str) -> None:
        programme = make_programme(uow, example=example)

        assert programme.status is ProgrammeStatus.PUBLISHED
        assert programme.terms.amount_by_grade

    def test_names_the_field_that_is_wrong(self, uow: UnitOfWork) -> None:
        with pytest.raises(TermsInvalid) as refusal:
            make_programme(uow, unit=0)

        assert refusal.value.pointer == "/terms/unit"

    def test_refuses_a_code_that_stands_for_another(self, uow: UnitOfWork) -> None:
        taken = make_programme(uow)

        with pytest.raises(ProgrammeCodeTaken):
            programmes.draft(
                uow,
                organisation_id=taken.organisation_id,
                code=taken.code,
                name_ja="別",
                name_en="Other",
                terms=taken.terms,
            )


class TestPublish:
    @pytest.mark.parametrize("missing", ["issuer", "legal_ground"])
    def test_is_blocked_while_a_ground_is_missing(self, uow: UnitOfWork, missing: str) -> None:
        draft = make_programme(uow, published=False)
        setattr(draft, missing, None)

        with pytest.raises(ProgrammeNotPublishable) as refusal:
            programmes.publish(uow, programme_id=draft.id)

        assert refusal.value.pointer == f"/{missing}"

    def test_opens_the_book(self, uow: UnitOfWork) -> None:
        programme = make_programme(uow)

        bank = account_id(programme.id, AccountCode.BANK, programme.organisation_id)

        assert ledger.balance(uow, programme_id=programme.id, account=bank).minor == 0

    def test_happens_once(self, uow: UnitOfWork) -> None:
        published = make_programme(uow)

        with pytest.raises(ProgrammeNotDraft):
            programmes.publish(uow, programme_id=published.id)


class TestSetCriteria:
    def test_keeps_the_earlier_version_and_its_text(self, uow: UnitOfWork) -> None:
        programme = make_programme(uow)
        before = programmes.criteria(uow, programme_id=programme.id)

        programmes.set_criteria(
            uow,
            programme_id=programme.id,
            criteria=Criteria(groups=()),
            text_ja="どなたでも",
            text_en="Everybody",
        )

        old = programmes.criteria(uow, programme_id=programme.id, version=before.version)
        new = programmes.criteria(uow, programme_id=programme.id)
        assert (old.version, old.text_en) == (1, before.text_en)
        assert (new.version, new.text_en) == (2, "Everybody")


class TestOrganisation:
    def test_keeps_its_programmes_apart(self, uow_as, uow: UnitOfWork) -> None:
        ours = make_programme(uow)
        stranger = uow_as("stranger")
        make_programme(stranger, organisation_id=make_organisation(stranger).id)

        found = programmes.of_organisation(uow, organisation_id=ours.organisation_id)

        assert [programme.id for programme in found] == [ours.id]
