"""Evidence is sealed, opened on the record, and destroyed where it must not be kept (C3)."""

from datetime import timedelta

import pytest

from services.core.audit import service as audit
from services.core.households import media
from services.core.households import service as households
from services.core.households.errors import (
    ApplicationNotFound,
    ApplicationWithdrawn,
    ConsentMissing,
    EvidenceIdReused,
    EvidenceIsGone,
    EvidenceKindNotAsked,
    EvidenceNotFound,
    EvidenceNotScanned,
    EvidenceReviewed,
    EvidenceTooMany,
)
from services.core.households.policies import EVIDENCE_MAX
from services.core.households.types import (
    ConsentGiver,
    ConsentPurpose,
    DestroyReason,
    EvidenceKind,
    EvidenceStatus,
    RejectReason,
    ScanResult,
)
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.crypto import SubjectForgotten
from services.core.kit.ids import uuid7
from tests.factories.documents import picture
from tests.factories.evidence import make_evidence, send, which
from tests.factories.households import make_application, make_eligible
from tests.factories.programmes import make_programme
from tests.fakes.files import MemoryStore


@pytest.fixture
def files():
    return MemoryStore()


@pytest.fixture
def programme(uow):
    return make_programme(uow)


@pytest.fixture
def application(uow, programme):
    return make_application(uow, programme)


def actions(uow, row):
    history = audit.history(uow, organisation_id=row.organisation_id, object_id=row.id)
    return [entry.action for entry in history]


def opened(uow, files, row):
    place = households.locate_evidence(uow, which=of(row))
    return households.unseal_evidence(uow, file=place, sealed=files.get(place.file_key))


def of(row):
    return households.Which(row.programme_id, row.application_id, row.id)


def reject(uow, row, because):
    return households.reject_evidence(uow, which=of(row), because=because)


class TestUpload:
    def test_keeps_nothing_that_can_be_read_without_its_keys(self, uow, files, application):
        data = picture()
        row = send(uow, files, which(application), data=data)

        [(key, kept)] = files.files.items()
        assert row.status is EvidenceStatus.UPLOADED
        assert data[20:60] not in kept
        assert all(hex not in key for hex in (row.id.hex, row.child_id.hex, application.id.hex))

    def test_is_the_same_when_it_comes_again(self, uow, files, application):
        one = which(application)
        first = send(uow, files, one)

        assert send(uow, files, one) is first
        assert len(files.files) == 1

    def test_refuses_an_id_that_stands_for_another_document(self, uow, files, application):
        one = which(application)
        send(uow, files, one)

        with pytest.raises(EvidenceIdReused):
            send(uow, files, one, data=picture("PNG"))
        with pytest.raises(EvidenceIdReused):
            send(uow, files, one, kind=EvidenceKind.GUARDIANSHIP_RECORD)

    def test_takes_in_what_the_criteria_ask_and_no_more(self, uow, files, programme, application):
        asked = households.kinds_asked(uow, programme_id=programme.id)
        assert asked == [
            EvidenceKind.BENEFIT_CERTIFICATE,
            EvidenceKind.RESIDENCE_CERTIFICATE,
            EvidenceKind.SCHOOL_RECORD,
            EvidenceKind.GUARDIANSHIP_RECORD,
        ]

        with pytest.raises(EvidenceKindNotAsked):
            send(uow, files, which(application), kind=EvidenceKind.INCOME_CERTIFICATE)

    def test_takes_in_no_more_than_an_application_can_need(self, uow, files, application):
        rows = [send(uow, files, which(application)) for _ in range(EVIDENCE_MAX)]

        with pytest.raises(EvidenceTooMany):
            send(uow, files, which(application))
        households.take_back_evidence(uow, which=of(rows[0]))
        send(uow, files, which(application))

    def test_ends_with_the_application(self, uow, files, programme, application):
        households.withdraw(uow, programme_id=programme.id, application_id=application.id)

        with pytest.raises(ApplicationWithdrawn):
            send(uow, files, which(application))

    def test_ends_with_the_consent_to_processing(self, uow, files, application):
        households.withdraw_consent(
            uow,
            child_id=application.child_id,
            purpose=ConsentPurpose.PROCESSING,
            given_by=ConsentGiver.GUARDIAN,
        )

        with pytest.raises(ConsentMissing):
            send(uow, files, which(application))

    def test_is_a_family_s_own_only(self, uow, uow_as, files, programme, application):
        other = make_application(uow, programme)
        family = Actor(
            id=uuid7(),
            kind=ActorKind.FAMILY,
            organisation_id=programme.organisation_id,
            household_id=application.household_id,
        )
        theirs = uow_as(family, programme.organisation_id)

        row = send(theirs, files, which(application))
        assert row.uploaded_by == family.id
        with pytest.raises(ApplicationNotFound):
            send(theirs, files, which(other))
        with pytest.raises(ApplicationNotFound):
            households.evidence_of(theirs, programme_id=programme.id, application_id=other.id)


class TestOpen:
    def test_waits_for_the_scanner(self, uow, files, application):
        row = send(uow, files, which(application))

        with pytest.raises(EvidenceNotScanned):
            households.locate_evidence(uow, which=of(row))

    def test_gives_back_the_picture_and_is_on_the_record(self, uow, files, application):
        data = picture("PNG")
        row = make_evidence(uow, files, application, data=data)

        assert opened(uow, files, row) == media.cleaned(data).data
        uow.session.flush()
        assert actions(uow, row) == ["evidence.upload", "evidence.scan", "evidence.open"]

    def test_knows_each_document_at_its_own_application_only(self, uow, files, programme):
        row = make_evidence(uow, files, make_application(uow, programme))
        other = make_application(uow, programme)

        with pytest.raises(EvidenceNotFound):
            households.locate_evidence(uow, which=which(other, row.id))


class TestScan:
    def test_destroys_what_is_infected(self, uow, files, application):
        row = send(uow, files, which(application))
        [place] = households.evidence_to_scan(uow, programme_id=application.programme_id, limit=10)

        households.note_scan(uow, file=place, result=ScanResult.INFECTED)
        households.note_scan(uow, file=place, result=ScanResult.CLEAN)

        assert (row.status, row.destroyed_because) == (
            EvidenceStatus.DESTROYED,
            DestroyReason.INFECTED,
        )
        with pytest.raises(SubjectForgotten):
            households.unseal_evidence(uow, file=place, sealed=files.get(place.file_key))


class TestReject:
    @pytest.mark.parametrize(
        "because", [RejectReason.CONTAINS_MY_NUMBER, RejectReason.MUST_NOT_BE_KEPT]
    )
    def test_destroys_at_once_what_must_not_be_kept(self, uow, files, application, because):
        row = make_evidence(uow, files, application)
        place = households.locate_evidence(uow, which=of(row))
        copy_in_a_backup = files.get(place.file_key)

        reject(uow, row, because)
        again = reject(uow, row, because)

        assert again.status is EvidenceStatus.DESTROYED
        assert (row.digest, row.rejected_because) == (None, because)
        with pytest.raises(SubjectForgotten):
            households.unseal_evidence(uow, file=place, sealed=copy_in_a_backup)
        with pytest.raises(EvidenceIsGone):
            households.locate_evidence(uow, which=of(row))
        uow.session.flush()
        assert actions(uow, row)[-2:] == ["evidence.reject", "evidence.destroy"]
        [left] = households.evidence_to_remove(uow, programme_id=row.programme_id, limit=10)
        assert left.file_key == row.file_key

    def test_destroys_what_was_accepted_by_mistake(self, uow, uow_as, files, application):
        row = make_evidence(uow, files, application)
        households.accept_evidence(uow, which=of(row))

        other = uow_as("second reviewer", row.organisation_id)
        reject(other, row, RejectReason.CONTAINS_MY_NUMBER)

        assert row.status is EvidenceStatus.DESTROYED

    def test_keeps_what_may_be_kept_and_says_why(self, uow, files, application):
        row = make_evidence(uow, files, application)

        reject(uow, row, RejectReason.UNREADABLE)

        assert (row.status, row.rejected_because) == (
            EvidenceStatus.REJECTED,
            RejectReason.UNREADABLE,
        )
        assert opened(uow, files, row)

    def test_lets_a_reviewer_think_again_and_no_other_contradict(
        self, uow, uow_as, files, application
    ):
        row = make_evidence(uow, files, application)
        reject(uow, row, RejectReason.UNREADABLE)
        households.accept_evidence(uow, which=of(row))
        assert (row.status, row.rejected_because) == (EvidenceStatus.ACCEPTED, None)

        with pytest.raises(EvidenceReviewed):
            reject(uow_as("other", row.organisation_id), row, RejectReason.INCOMPLETE)


class TestTakeBack:
    def test_destroys_what_nobody_has_answered(self, uow, files, application):
        row = send(uow, files, which(application))

        for _ in range(2):
            households.take_back_evidence(uow, which=of(row))

        assert row.destroyed_because is DestroyReason.TAKEN_BACK

    def test_comes_too_late_after_an_answer(self, uow, files, application):
        row = make_evidence(uow, files, application)
        households.accept_evidence(uow, which=of(row))

        with pytest.raises(EvidenceReviewed):
            households.take_back_evidence(uow, which=of(row))


class TestRetire:
    def test_takes_what_was_decided_long_enough_ago(self, uow, files, programme):
        decided = make_eligible(uow, programme)
        row = make_evidence(uow, files, decided)
        waiting = make_evidence(uow, files, make_application(uow, programme))

        early = uow.now - timedelta(seconds=1)
        assert households.evidence_due(uow, at=early) == []
        assert households.evidence_due(uow, at=uow.now, child_ids=[waiting.child_id]) == []
        assert households.retire_evidence(uow, at=uow.now) == [row.id]

        assert row.digest is not None
        assert waiting.status is EvidenceStatus.SCANNED


class TestForget:
    def test_takes_the_documents_along(self, uow, files, application):
        row = make_evidence(uow, files, application)

        households.forget(uow, application.child_id)

        assert (row.destroyed_because, row.digest) == (DestroyReason.ERASED, None)
        assert households.destroy_evidence(uow, child_id=application.child_id) == []
