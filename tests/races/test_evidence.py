"""Two reviewers of one document, two equal uploads: one is first, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from services.core.households import service as households
from services.core.households.errors import EvidenceIsGone, EvidenceReviewed
from services.core.households.types import EvidenceStatus, RejectReason
from services.core.kit.actor import operator
from tests.factories.evidence import make_evidence, send, which
from tests.factories.households import make_application
from tests.factories.programmes import make_programme

ROUNDS = 5


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


def application_of(runtime, programme):
    with runtime.unit_of_work(operator("office")) as uow:
        return make_application(uow, programme)


def at_once(*acts):
    """What each act returned or raised, all begun at the same moment."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except (EvidenceIsGone, EvidenceReviewed) as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


class TestReview:
    def test_is_answered_by_the_first_of_two(self, runtime, programme):
        organisation_id = programme.organisation_id
        for _ in range(ROUNDS):
            application = application_of(runtime, programme)
            with runtime.unit_of_work(organisation_id=organisation_id) as uow:
                row = make_evidence(uow, runtime.files, application)
            one = which(application, row.id)

            def accept(one=one):
                with runtime.unit_of_work(
                    operator("first"), organisation_id=organisation_id
                ) as uow:
                    return households.accept_evidence(uow, which=one).status

            def reject(one=one):
                with runtime.unit_of_work(
                    operator("second"), organisation_id=organisation_id
                ) as uow:
                    because = RejectReason.UNREADABLE
                    return households.reject_evidence(uow, which=one, because=because).status

            answers = at_once(accept, reject)

            assert sum(isinstance(answer, EvidenceReviewed) for answer in answers) == 1
            [status] = [answer for answer in answers if not isinstance(answer, EvidenceReviewed)]
            with runtime.unit_of_work(organisation_id=organisation_id) as uow:
                [kept] = households.evidence_of(
                    uow, programme_id=programme.id, application_id=application.id
                )
                assert kept.status == status

    def test_never_brings_back_what_the_other_destroys(self, runtime, programme):
        organisation_id = programme.organisation_id
        for _ in range(ROUNDS):
            application = application_of(runtime, programme)
            with runtime.unit_of_work(organisation_id=organisation_id) as uow:
                row = make_evidence(uow, runtime.files, application)
            one = which(application, row.id)

            def accept(one=one):
                with runtime.unit_of_work(
                    operator("first"), organisation_id=organisation_id
                ) as uow:
                    return households.accept_evidence(uow, which=one)

            def destroy(one=one):
                with runtime.unit_of_work(
                    operator("second"), organisation_id=organisation_id
                ) as uow:
                    because = RejectReason.CONTAINS_MY_NUMBER
                    return households.reject_evidence(uow, which=one, because=because)

            at_once(destroy, accept)
            with runtime.unit_of_work(organisation_id=organisation_id) as uow:
                [kept] = households.evidence_of(
                    uow, programme_id=programme.id, application_id=application.id
                )
                assert kept.status is EvidenceStatus.DESTROYED


class TestUpload:
    def test_keeps_one_document_of_two_equal_uploads(self, runtime, programme):
        organisation_id = programme.organisation_id
        application = application_of(runtime, programme)
        one = which(application)

        def upload():
            with runtime.unit_of_work(organisation_id=organisation_id) as uow:
                return send(uow, runtime.files, one).file_key

        first, second = at_once(upload, upload)

        assert first == second
        with runtime.unit_of_work(organisation_id=organisation_id) as uow:
            found = households.evidence_of(
                uow, programme_id=programme.id, application_id=application.id
            )
            assert [row.file_key for row in found] == [first]
