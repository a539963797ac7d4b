"""
Two organisations side by side, each with two of everything: providers, families, donors.

Whatever has an owner is there twice, `a` and `b`, so that one can be asked for in the name of the
other. Names hold marks that occur nowhere else: found in an answer, they tell who leaked.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.audit import service as audit
from services.core.bootstrap import Runtime
from services.core.donations.models import Campaign
from services.core.households import service as households
from services.core.households.models import Household
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.actor import Actor, ActorKind, operator
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from services.core.providers import service as providers
from services.core.providers.types import BankAccountId, StaffId, StaffRole
from services.core.redemptions import service as redemptions
from services.core.settlements import service as settlements
from services.core.vouchers import service as vouchers
from tests.factories.allocations import AMOUNT, make_drawn, make_fund, make_round
from tests.factories.estate import MUNICIPALITIES, A, B, Estate
from tests.factories.households import make_eligible, make_household, new_child
from tests.factories.programmes import make_programme
from tests.factories.providers import BANK, make_provider, only_site, second_person
from tests.factories.redemptions import Card, card_of, entry
from tests.factories.settlements import JUNE, close, prepare
from tests.factories.world_of_gifts import begin_gifts, go_on_with_gifts

LESSON = date(2025, 6, 22)


def make_world(runtime: Runtime, *names: str) -> tuple[list[Estate], datetime]:
    """The organisations of these names, and the instant at which all of it has happened."""
    begun, at = [], runtime.clock.now()
    for name in names:
        with runtime.unit_of_work(operator("founder")) as uow:
            begun.append(_begin(uow, name))
    for name, (estate, programme, campaign) in zip(names, begun, strict=True):
        with runtime.unit_of_work(
            operator("founder"), organisation_id=estate.organisation_id
        ) as uow:
            _go_on(uow, estate, programme, campaign, name)
            at = max(at, uow.now)
    return [estate for estate, _, _ in begun], at + timedelta(hours=1)


def _begin(uow: UnitOfWork, name: str) -> tuple[Estate, Programme, Campaign]:
    programme = make_programme(uow)
    uow.enter(programme.organisation_id)
    estate = Estate(programme.organisation_id)
    estate.keep("organisation_id", programme.organisation_id)
    estate.keep("programme_id", programme.id)
    return estate, programme, begin_gifts(uow, estate, programme, name)


def _go_on(
    uow: UnitOfWork, estate: Estate, programme: Programme, campaign: Campaign, name: str
) -> None:
    go_on_with_gifts(uow, estate, campaign, name)
    cards = _award(uow, estate, programme, name)
    _teach(uow, estate, programme, cards, name)
    _govern(uow, estate, programme, name)


def _award(uow, estate, programme, name) -> list[Card]:
    """A child of each family with a voucher in hand, and a round that is only announced."""
    applications, children, homes = [], [], []
    for owner, kana in ((A, "アキ"), (B, "ハル")):
        mark = f"{name}っ子{owner.upper()}"
        estate.marks[owner] |= {
            mark,
            f"{name}カナ{kana}",
            f"{name}小{owner}",
            f"REF-{name}-{owner}",
        }
        home, (child,) = make_household(
            uow,
            programme,
            new_child(name=mark, kana=f"{name}カナ {kana}", school=f"{name}小{owner}"),
            reference=f"REF-{name}-{owner}",
        )
        applications.append(make_eligible(uow, programme, child_id=child).id)
        children.append(child)
        homes.append(home)
    fund = make_fund(uow, programme, AMOUNT * 2)
    drawn = make_drawn(uow, programme, fund, places=2)
    allocations.award_round(second_person(uow), programme_id=programme.id, round_id=drawn.id)
    awards = {
        award.child_id: award
        for award in allocations.awards(uow, programme_id=programme.id, round_id=drawn.id)
    }
    allocations.accept(
        uow, programme_id=programme.id, award_ids=[award.id for award in awards.values()]
    )
    voucher_ids = [awards[child].voucher_id for child in children]
    vouchers.issue_due(uow, programme_id=programme.id)
    # Only now do they live apart: the criteria of the example ask for one municipality.
    uow.session.get(Household, (estate.organisation_id, homes[1])).municipality_code = "13101"
    estate.keep("application_id", *applications)
    estate.keep("child_id", *children)
    estate.keep("household_id", *homes)
    estate.keep("voucher_id", *voucher_ids)
    estate.keep("award_id", *(awards[child].id for child in children))
    estate.keep("round_id", drawn.id, make_round(uow, programme, fund).id)
    estate.guardians = {
        owner: households.guardians_in(uow, household_id=home)[0]
        for owner, home in zip((A, B), homes, strict=True)
    }
    for code in MUNICIPALITIES.values():
        households.record_agreement(
            uow,
            programme_id=programme.id,
            municipality_code=code,
            reference="協定",
            agreed_on=date(2025, 4, 1),
        )
    return [card_of(uow, programme.id, voucher_id) for voucher_id in voucher_ids]


def _teach(uow, estate, programme, cards, name):
    """A classroom of each provider with its one child, a lesson paid, a month's statement."""
    found = {key: [] for key in ("provider", "site", "staff", "enrolment", "use", "bank_account")}
    uow.now += timedelta(days=1)
    for owner, card in zip((A, B), cards, strict=True):
        mark = f"{name}教室{owner.upper()}"
        estate.marks[owner].add(mark)
        provider = make_provider(uow, programme, name=mark)
        site = only_site(uow, provider.id)
        enrolment = redemptions.enrol(
            uow,
            id=uuid7(),
            programme_id=programme.id,
            provider_id=provider.id,
            site_id=site,
            child_id=card.child_id,
        )
        honoured = redemptions.redeem(
            uow, entry=entry(provider, service_on=LESSON), shown=card.token
        )
        account = providers.propose_bank_account(
            uow,
            id=BankAccountId(uuid7()),
            provider_id=provider.id,
            details=BANK,
            payee_kana="カ)ミホンジュク",
        )
        staff = providers.add_staff(
            uow, id=StaffId(uuid7()), provider_id=provider.id, role=StaffRole.COUNTER
        )
        told = (provider.id, site, staff.id, enrolment.id, honoured.id, account.id)
        for key, id in zip(found, told, strict=True):
            found[key].append(id)
    for key, ids in found.items():
        estate.keep("redemption_id" if key == "use" else f"{key}_id", *ids)
    close(uow, programme.id, JUNE)
    statements = {
        statement.provider_id: statement.id
        for statement in settlements.page(uow, programme_id=programme.id, month=JUNE)
    }
    estate.keep("statement_id", *(statements[id] for id in found["provider"]))
    estate.keep("batch_id", prepare(uow, programme.id).batch.id)


def _govern(uow, estate, programme, name):
    """People who sign in, what waits for a second person, keys and scanners."""
    mark = f"{name}職員"
    estate.marks[A].add(mark)
    founder = identity.enlist(uow, name=mark, email=f"founder@{name.lower()}.example")
    for role in (Role.NPO_ADMIN, Role.NPO_APPROVER):
        identity.request_grant(uow, member_id=founder.id, role=role)
    member = identity.enlist(uow, name=mark, email=f"staff@{name.lower()}.example")
    # Asked for by a member: the host would give it at once while the office is being founded.
    colleague = Actor(id=founder.id, kind=ActorKind.MEMBER)
    grant = identity.request_grant(
        second_person(uow, colleague), member_id=member.id, role=Role.AUDITOR
    )
    device = identity.announce_device(
        uow,
        organisation_id=estate.organisation_id,
        provider_id=UUID(estate.ids["provider_id"][A]),
        name="受付",
    )
    other = identity.announce_device(
        uow,
        organisation_id=estate.organisation_id,
        provider_id=UUID(estate.ids["provider_id"][B]),
        name="受付",
    )
    key = identity.create_api_key(
        uow, organisation_id=estate.organisation_id, name=mark, roles={Role.BACKBONE}
    )
    estate.keep("member_id", member.id)
    estate.keep("grant_id", grant.id)
    estate.keep("device_id", device.device_id, other.device_id)
    estate.keep("key_id", key.id)
    [entry, *_] = audit.history(uow, organisation_id=estate.organisation_id, object_id=programme.id)
    estate.keep("entry_id", entry.id)
