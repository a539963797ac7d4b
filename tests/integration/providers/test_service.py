"""Providers: apply, be approved, be suspended, take part, be paid."""

from datetime import date

import pytest
from sqlalchemy import inspect, text

from services.core.audit import service as audit
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.ids import uuid7
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.providers import service as providers
from services.core.providers.errors import (
    BankAccountDecided,
    BankAccountMissing,
    BankAccountNotFound,
    BankDetailsInvalid,
    ContributionUnfit,
    DbsDateUnfit,
    ProviderIdReused,
    ProviderIncomplete,
    ProviderNameUnfit,
    ProviderNotApproved,
    ProviderNotFound,
    ProviderStatusUnfit,
    SiteNotFound,
    StaffNotFound,
    TermsVersionUnknown,
)
from services.core.providers.types import (
    BankAccountId,
    BankAccountStatus,
    DbsStatus,
    NewSite,
    PostalDetails,
    ProviderId,
    ProviderStatus,
    SiteId,
    StaffId,
    StaffRole,
    SuspensionReason,
)
from tests.factories.programmes import make_organisation, make_programme
from tests.factories.providers import (
    BANK,
    make_applicant,
    make_provider,
    only_site,
    registration,
    second_person,
)


@pytest.fixture(autouse=True)
def organisation(uow):
    return make_organisation(uow)


class TestApply:
    def test_keeps_what_the_provider_tells(self, uow):
        provider = make_applicant(uow, invoice_number="Ｔ7000-0120-50002", name_kana="ﾐﾎﾝｼﾞｭｸ")

        assert provider.status is ProviderStatus.APPLIED
        assert provider.invoice_number == "T7000012050002"
        assert provider.name_kana == "ミホンジュク"
        assert not provider.invoice_number_looks_mistyped

    def test_warns_of_a_mistyped_number_and_goes_on(self, uow):
        assert make_applicant(uow, invoice_number="T8000012050002").invoice_number_looks_mistyped

    def test_is_one_application_however_often_it_is_sent(self, uow):
        id = ProviderId(uuid7())
        first = providers.apply(uow, id=id, registration=registration())

        assert providers.apply(uow, id=id, registration=registration()) is first

    def test_refuses_the_id_for_another_classroom(self, uow):
        id = make_applicant(uow).id

        with pytest.raises(ProviderIdReused):
            providers.apply(uow, id=ProviderId(id), registration=registration(name="別の塾"))

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"name_kana": "見本塾"}, ProviderNameUnfit),
            ({"dbs_status": DbsStatus.CERTIFIED}, DbsDateUnfit),
            ({"dbs_certified_on": date(2026, 12, 25)}, DbsDateUnfit),
            ({"contribution_bps": 10_001}, ContributionUnfit),
        ],
    )
    def test_refuses_what_cannot_be(self, uow, wrong, refusal):
        with pytest.raises(refusal):
            make_applicant(uow, **wrong)


class TestApprove:
    def test_takes_a_second_person(self, uow):
        applicant = make_applicant(uow)

        with pytest.raises(SecondPersonRequired):
            providers.approve(uow, provider_id=applicant.id)

    def test_is_blocked_with_every_reason_at_once(self, uow):
        applicant = make_applicant(uow, with_bank=False, invoice_number="T1", declared=False)

        with pytest.raises(ProviderIncomplete) as blocked:
            providers.approve(second_person(uow), provider_id=applicant.id)

        assert blocked.value.context["reasons"] == [
            "bank_account_missing",
            "invoice_number_malformed",
            "declaration_missing",
        ]

    def test_goes_through_once_what_was_missing_is_there(self, uow):
        applicant = make_applicant(uow, invoice_number="T1", declared=False)
        providers.amend(uow, provider_id=applicant.id, registration=registration())

        approved = providers.approve(second_person(uow), provider_id=applicant.id)

        assert approved.status is ProviderStatus.APPROVED
        assert providers.approve(uow, provider_id=applicant.id) is approved

    def test_leaves_a_log_of_who_and_when(self, uow):
        provider = make_provider(uow)

        [entry] = [
            entry
            for entry in audit.history(
                uow, organisation_id=provider.organisation_id, object_id=provider.id
            )
            if entry.action == "provider.approve"
        ]
        assert (entry.actor_id, entry.at) == (provider.approved_by, uow.now)


class TestSuspend:
    def test_stops_a_provider_until_it_is_resumed(self, uow):
        provider = make_provider(uow)

        providers.suspend(uow, provider_id=provider.id, because=SuspensionReason.UNDER_REVIEW)
        assert provider.status is ProviderStatus.SUSPENDED

        providers.resume(uow, provider_id=provider.id)
        assert provider.status is ProviderStatus.APPROVED

    def test_needs_an_approved_provider(self, uow):
        applicant = make_applicant(uow)

        with pytest.raises(ProviderStatusUnfit):
            providers.suspend(uow, provider_id=applicant.id, because=SuspensionReason.UNDER_REVIEW)
        with pytest.raises(ProviderStatusUnfit):
            providers.resume(uow, provider_id=applicant.id)


class TestJoinProgramme:
    def test_opens_the_account_in_which_the_provider_is_owed_money(self, uow):
        programme = make_programme(uow)
        provider = make_provider(uow, programme)

        payable = account_id(programme.id, AccountCode.PROVIDER_PAYABLE, provider.id)
        assert ledger.balance(uow, programme_id=programme.id, account=payable).minor == 0
        assert providers.providers_of(uow, programme_id=programme.id) == [provider]

    def test_happens_once(self, uow):
        programme = make_programme(uow)
        provider = make_provider(uow, programme)

        again = providers.join_programme(uow, provider_id=provider.id, programme_id=programme.id)

        assert again.joined_at == uow.now

    def test_needs_an_approved_provider(self, uow):
        programme, applicant = make_programme(uow), make_applicant(uow)

        with pytest.raises(ProviderNotApproved):
            providers.join_programme(uow, provider_id=applicant.id, programme_id=programme.id)


class TestTerms:
    def test_are_due_for_every_provider_once_published(self, uow):
        earlier = make_provider(uow)
        providers.publish_terms(uow, version=1, text_ja="転売禁止", text_en="No resale")
        uow.session.refresh(earlier)
        later = make_applicant(uow)

        assert (earlier.terms_due, later.terms_due) == (1, 1)
        providers.accept_terms(uow, provider_id=earlier.id, version=1)
        assert (earlier.terms_accepted, later.terms_accepted) == (1, 0)

    def test_follow_one_another(self, uow):
        with pytest.raises(TermsVersionUnknown):
            providers.publish_terms(uow, version=2, text_ja="二", text_en="Two")

    def test_are_accepted_in_the_version_in_force(self, uow):
        provider = make_provider(uow)

        with pytest.raises(TermsVersionUnknown):
            providers.accept_terms(uow, provider_id=provider.id, version=1)


class TestBankAccount:
    def test_is_read_in_full_for_the_bank_file_and_the_look_is_logged(self, uow):
        provider = make_provider(uow)

        details = providers.payout_details(uow, provider_id=provider.id)

        assert details.account == BANK
        assert details.payee_kana == "カ)ミホンジュク"
        assert details.version == 1
        history = audit.history(
            uow, organisation_id=provider.organisation_id, object_id=provider.id
        )
        assert "provider.read_bank_account" in {entry.action for entry in history}

    def test_is_read_for_many_at_once_and_left_out_where_none_is_approved(self, uow):
        provider = make_provider(uow)
        applicant = make_applicant(uow, with_bank=False)

        found = providers.payout_details_of(uow, provider_ids=[provider.id, applicant.id])

        assert list(found) == [provider.id]
        assert found[provider.id] == providers.payout_details(uow, provider_id=provider.id)

    def test_takes_a_second_person(self, uow):
        provider = make_applicant(uow, with_bank=False)
        proposal = propose(uow, provider.id)

        with pytest.raises(SecondPersonRequired):
            providers.approve_bank_account(uow, bank_account_id=proposal.id)
        with pytest.raises(BankAccountMissing):
            providers.payout_details(uow, provider_id=provider.id)

    def test_gives_way_to_a_newer_one_only_when_that_is_approved(self, uow):
        provider = make_provider(uow)
        postal = propose(uow, provider.id, PostalDetails("11940", "12345671"))
        assert providers.payout_details(uow, provider_id=provider.id).account == BANK

        providers.approve_bank_account(second_person(uow), bank_account_id=postal.id)

        details = providers.payout_details(uow, provider_id=provider.id)
        assert details.account == PostalDetails("11940", "12345671")
        assert (details.version, details.bank_account_id) == (2, postal.id)

    def test_cannot_be_approved_once_a_later_proposal_took_its_place(self, uow):
        provider = make_applicant(uow, with_bank=False)
        overtaken = propose(uow, provider.id)
        propose(uow, provider.id, PostalDetails("11940", "12345671"))

        with pytest.raises(BankAccountDecided):
            providers.approve_bank_account(second_person(uow), bank_account_id=overtaken.id)

    def test_is_approved_once(self, uow):
        provider = make_applicant(uow, with_bank=False)
        proposal = propose(uow, provider.id)
        providers.approve_bank_account(second_person(uow), bank_account_id=proposal.id)

        again = providers.approve_bank_account(second_person(uow), bank_account_id=proposal.id)

        assert again.status is BankAccountStatus.APPROVED

    def test_is_one_proposal_however_often_it_is_sent(self, uow):
        provider = make_applicant(uow, with_bank=False)
        proposal = propose(uow, provider.id)

        again = propose(uow, provider.id, id=proposal.id)

        assert again is proposal
        with pytest.raises(ProviderIdReused):
            propose(uow, provider.id, PostalDetails("11940", "1"), id=proposal.id)

    def test_shows_a_screen_no_more_than_its_last_digits(self, uow):
        provider = make_applicant(uow, with_bank=False)
        bank = propose(uow, provider.id)
        postal = propose(uow, provider.id, PostalDetails("11940", "12345671"))

        assert providers.masked_account(uow, bank_account_id=bank.id) == "0001-001 ****567"
        assert providers.masked_account(uow, bank_account_id=postal.id) == "11940 *****671"

    def test_stands_nowhere_in_the_table_as_plain_text(self, uow):
        make_provider(uow)
        uow.session.flush()

        dump = uow.session.execute(text("SELECT t::text FROM provider_bank_accounts t")).scalars()

        assert not [row for row in dump if b"1234567".hex() in row or "1234567" in row]

    def test_must_have_the_shape_of_the_bank_file(self, uow):
        provider = make_applicant(uow, with_bank=False)

        with pytest.raises(BankDetailsInvalid):
            propose(uow, provider.id, PostalDetails("99999", "1"))


class TestPlaces:
    def test_are_added_once(self, uow):
        provider = make_provider(uow)
        site = NewSite(id=SiteId(uuid7()), name="駅前校")
        staff = StaffId(uuid7())

        added = providers.add_site(uow, provider_id=provider.id, site=site)
        counter = providers.add_staff(
            uow, id=staff, provider_id=provider.id, role=StaffRole.COUNTER
        )

        assert providers.add_site(uow, provider_id=provider.id, site=site) is added
        assert providers.get_site(uow, provider_id=provider.id, site_id=site.id) is added
        assert (
            providers.add_staff(uow, id=staff, provider_id=provider.id, role=StaffRole.COUNTER)
            is counter
        )
        assert providers.part_with_staff(uow, staff_id=staff).left_at == uow.now
        assert providers.part_with_staff(uow, staff_id=staff).left_at == uow.now

    def test_belong_to_one_provider(self, uow):
        ours, theirs = make_provider(uow), make_provider(uow, name="よその塾")
        site = only_site(uow, theirs.id)

        with pytest.raises(SiteNotFound):
            providers.get_site(uow, provider_id=ours.id, site_id=site)
        with pytest.raises(ProviderIdReused):
            providers.add_site(
                uow, provider_id=ours.id, site=NewSite(id=SiteId(site), name="横取り")
            )
        id = StaffId(uuid7())
        providers.add_staff(uow, id=id, provider_id=ours.id, role=StaffRole.COUNTER)
        with pytest.raises(ProviderIdReused):
            providers.add_staff(uow, id=id, provider_id=theirs.id, role=StaffRole.COUNTER)


class TestDirectory:
    def test_pages_through_the_organisations_own_providers(self, uow, uow_as):
        first, second = make_provider(uow), make_provider(uow)
        stranger = uow_as("stranger")
        make_organisation(stranger)
        make_provider(stranger)

        assert providers.page(uow, limit=1) == [first]
        assert providers.page(uow, after=first.id) == [second]

    def test_does_not_find_what_is_not_there(self, uow):
        with pytest.raises(ProviderNotFound):
            providers.get(uow, provider_id=uuid7())
        with pytest.raises(ProviderNotFound):
            providers.suspend(uow, provider_id=uuid7(), because=SuspensionReason.OWN_REQUEST)
        with pytest.raises(BankAccountNotFound):
            providers.approve_bank_account(uow, bank_account_id=uuid7())
        with pytest.raises(StaffNotFound):
            providers.part_with_staff(uow, staff_id=uuid7())


class TestSchema:
    def test_has_no_place_for_a_criminal_record(self, uow):
        columns = {
            column["name"]
            for table in inspect(uow.session.connection()).get_table_names()
            if table.startswith("provider") or table == "sites"
            for column in inspect(uow.session.connection()).get_columns(table)
        }

        for word in ("crime", "criminal", "conviction", "offence", "record"):
            assert not [column for column in columns if word in column]


def propose(uow, provider_id, details=BANK, *, id=None):
    return providers.propose_bank_account(
        uow,
        id=BankAccountId(id or uuid7()),
        provider_id=provider_id,
        details=details,
        payee_kana="カ)ミホンジュク",
    )
