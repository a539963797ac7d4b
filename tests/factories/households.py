"""Families, children and applications for tests: say only what the test is about."""

from datetime import date
from typing import Any
from uuid import UUID

from services.core.households import service as households
from services.core.households.models import Application
from services.core.households.types import (
    ApplicationId,
    ChildId,
    ConsentPurpose,
    HouseholdId,
    NewChild,
    NewGuardian,
    NewHousehold,
)
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from services.core.programmes.types import Benefit

# In fiscal year 2025 in the third grade of junior high, as the Shibuya example asks.
BORN_FOR_GRADE_9 = date(2010, 9, 1)

# What families usually allow: all that it takes to have lessons paid.
USUAL_CONSENTS = frozenset(
    {
        ConsentPurpose.PROCESSING,
        ConsentPurpose.SHARING_WITH_MUNICIPALITY,
        ConsentPurpose.SHARING_WITH_PROVIDER,
    }
)


def new_child(**overrides: Any) -> NewChild:
    told = {
        "name": "見本 花子",
        "kana": "ミホン ハナコ",
        "birth_date": BORN_FOR_GRADE_9,
        "consents": USUAL_CONSENTS,
        "own_consents": USUAL_CONSENTS,
    }
    return NewChild(**{**told, **overrides})


def new_household(*children: NewChild, **overrides: Any) -> NewHousehold:
    """A family of Shibuya on school expense aid, in no other test's way."""
    told = {
        "reference": f"S-{uuid7()}",
        "guardian": NewGuardian(name="見本 良子", kana="ミホン リョウコ"),
        "children": children or (new_child(),),
        "postcode": "1500002",
        "municipality_code": "13113",
        "benefits": frozenset({Benefit.SCHOOL_AID}),
    }
    return NewHousehold(**{**told, **overrides})


def make_household(
    uow: UnitOfWork, programme: Programme, *children: NewChild, **overrides: Any
) -> tuple[HouseholdId, list[ChildId]]:
    uow.enter(programme.organisation_id)
    return households.register(uow, household=new_household(*children, **overrides))


def make_application(
    uow: UnitOfWork, programme: Programme, *, child_id: UUID | None = None, **overrides: Any
) -> Application:
    """An application that waits; its child is registered on the way where none is given."""
    if child_id is None:
        _, (child_id,) = make_household(uow, programme, **overrides)
    return households.apply(uow, programme_id=programme.id, child_id=ChildId(child_id))


def make_eligible(uow: UnitOfWork, programme: Programme, **overrides: Any) -> Application:
    """An application that the programme's criteria find eligible."""
    application = make_application(uow, programme, **overrides)
    decided = households.decide(
        uow, programme_id=programme.id, application_id=ApplicationId(application.id)
    )
    assert decided.decision == "eligible"
    return decided
