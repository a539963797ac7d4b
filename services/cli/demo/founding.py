"""Scene: the organisation is founded, the programme published, classrooms join."""

from collections.abc import Iterable
from datetime import date

from services.cli.demo.giving.asking import be_certified, start_campaigns
from services.cli.demo.stage import ADMIN, APPROVER, Advance, Stage
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import examples
from services.core.programmes import service as programmes
from services.core.programmes.types import Criteria, Issuer, LegalGround
from services.core.providers import service as providers
from services.core.providers.service import Registration
from services.core.providers.types import (
    AccountType,
    BankAccountId,
    BankDetails,
    DbsStatus,
    NewSite,
    PostalDetails,
    ProviderId,
    SiteId,
)
from services.core.settlements import service as settlements
from services.core.settlements.zengin.accounts import BankAccount
from services.sandbox.year.classrooms import Classroom, classrooms_of

FOUNDED_ON = date(2024, 8, 1)
CLASSROOMS_APPLY_ON = date(2025, 2, 3)
EXAMPLE = "shibuya-2025"


def found(stage: Stage) -> None:
    """Found the organisation, publish the programme, open its funds and the campaign."""
    stage.at(FOUNDED_ON)
    with stage.runtime.unit_of_work(ADMIN) as uow:
        identity.found_organisation(
            uow,
            id=stage.organisation_id,
            name_ja="認定特定非営利活動法人 みのり見本",
            name_en="Minori Example (certified NPO)",
            legal_name_kana="トクヒ)ミノリミホン",
            address="東京都見本区果実町1-2-3",
            certification_number="6見本第1234号",
        )
        data = examples.load(EXAMPLE)
        rules = data["criteria"]
        programmes.draft(
            uow,
            id=stage.programme_id,
            organisation_id=stage.organisation_id,
            code=stage.programme_code,
            name_ja=data["name_ja"],
            name_en=data["name_en"],
            municipality_code=data["municipality_code"],
            issuer=Issuer(data["issuer"]),
            legal_ground=LegalGround(data["legal_ground"]),
            terms=data["terms"],
        )
        programmes.set_criteria(
            uow,
            programme_id=stage.programme_id,
            criteria=Criteria(groups=rules["groups"], priorities=rules["priorities"]),
            text_ja=rules["text_ja"],
            text_en=rules["text_en"],
        )
        programmes.publish(uow, programme_id=stage.programme_id)
        _open_funds(stage, uow)
        start_campaigns(stage, uow)
        settlements.set_payer(
            uow,
            programme_id=stage.programme_id,
            consignor_code="1234567890",
            consignor_name="トクヒ)ミノリミホン",
            account=BankAccount.parse("0001-001-1-1234567"),
        )
    be_certified(stage)


def _open_funds(stage: Stage, uow: UnitOfWork) -> None:
    for code, name_ja, name_en, restricted in (
        ("examinees", "渋谷の受験生のための基金", "For examinees in Shibuya", True),
        ("bank", "見本みらい銀行 まなび応援枠", "Places given by Mihon Mirai Bank", True),
        ("general", "一般の寄付", "Unrestricted gifts", False),
    ):
        ledger.open_fund(
            uow,
            id=stage.id("fund", code),
            programme_id=stage.programme_id,
            code=code,
            name_ja=name_ja,
            name_en=name_en,
            restricted=restricted,
            grade_min=9 if restricted else None,
            grade_max=9 if restricted else None,
        )


def open_classrooms(stage: Stage, advance: Advance) -> None:
    """Classrooms apply; a second person approves them and their accounts; they join."""
    classrooms = classrooms_of(stage.plan)
    stage.at(CLASSROOMS_APPLY_ON)
    with stage.acting() as uow:
        providers.publish_terms(
            uow,
            version=1,
            text_ja="クーポンの転売・譲渡・換金、きょうだいでの共用はできません。",
            text_en="Vouchers are not sold, passed on, cashed, or shared between siblings.",
        )
    for batch in _batches(classrooms, 50):
        with stage.acting() as uow:
            for classroom in batch:
                _apply(stage, uow, classroom)
        with stage.acting(APPROVER) as uow:
            for classroom in batch:
                _admit(stage, uow, classroom)
        advance(len(batch))


def provider_id(stage: Stage, number: int) -> ProviderId:
    return ProviderId(stage.id("provider", number))


def site_id(stage: Stage, number: int) -> SiteId:
    return SiteId(stage.id("site", number))


def _apply(stage: Stage, uow: UnitOfWork, classroom: Classroom) -> None:
    id = provider_id(stage, classroom.number)
    providers.apply(
        uow,
        id=id,
        registration=Registration(
            name=classroom.name,
            name_kana=classroom.kana,
            legal_form=classroom.legal_form,
            invoice_number=classroom.invoice_number,
            service_types=(classroom.service_type,),
            dbs_status=DbsStatus.NOT_APPLIED,
            declared=True,
        ),
        sites=[
            NewSite(
                id=site_id(stage, classroom.number),
                name=f"{classroom.name} 本校",
                municipality_code="13113",
            )
        ],
    )
    propose_account(stage, uow, classroom, version=1)


def propose_account(
    stage: Stage, uow: UnitOfWork, classroom: Classroom, *, version: int
) -> BankAccountId:
    """The classroom's account; a later version bears another number."""
    id = BankAccountId(stage.id("account", classroom.number, version))
    details: BankDetails | PostalDetails
    if classroom.bank:
        bank, branch, number = classroom.bank
        shifted = f"{int(number) + 1_000_000 * (version - 1):07}"
        details = BankDetails(bank, branch, AccountType.ORDINARY, shifted)
    else:
        assert classroom.postal is not None
        details = PostalDetails(*classroom.postal)
    providers.propose_bank_account(
        uow,
        id=id,
        provider_id=provider_id(stage, classroom.number),
        details=details,
        payee_kana=classroom.payee_kana,
    )
    return id


def _admit(stage: Stage, uow: UnitOfWork, classroom: Classroom) -> None:
    id = provider_id(stage, classroom.number)
    account = stage.id("account", classroom.number, 1)
    providers.approve_bank_account(uow, bank_account_id=account)
    providers.approve(uow, provider_id=id)
    providers.accept_terms(uow, provider_id=id, version=1)
    providers.join_programme(uow, provider_id=id, programme_id=stage.programme_id)


def _batches(classrooms: list[Classroom], size: int) -> Iterable[list[Classroom]]:
    for start in range(0, len(classrooms), size):
        yield classrooms[start : start + size]
