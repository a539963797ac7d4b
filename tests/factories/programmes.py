"""Organisations and programmes for tests: say only what the test is about."""

from copy import deepcopy
from typing import Any
from uuid import UUID

from services.core.identity import service as identity
from services.core.identity.models import Organisation
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import examples
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme
from services.core.programmes.types import Criteria, Issuer, LegalGround


def make_organisation(uow: UnitOfWork) -> Organisation:
    return identity.found_organisation(
        uow,
        name_ja="特定非営利活動法人 見本",
        name_en="Example NPO",
        legal_name_kana="トクヒ)ミホン",
        address="東京都見本区見本1-1-1",
        certification_number="31見本第1号",
    )


def make_programme(
    uow: UnitOfWork,
    *,
    example: str = "shibuya-2025",
    organisation_id: UUID | None = None,
    published: bool = True,
    **terms: Any,
) -> Programme:
    """A programme after one of the examples, with `terms` that differ from it."""
    data = deepcopy(examples.load(example))
    if organisation_id is None:
        organisation_id = uow.organisation_id or make_organisation(uow).id
    programme = programmes.draft(
        uow,
        organisation_id=organisation_id,
        code=f"{uuid7().int % 10**6:06}",
        name_ja=data["name_ja"],
        name_en=data["name_en"],
        municipality_code=data.get("municipality_code"),
        issuer=Issuer(data["issuer"]),
        legal_ground=LegalGround(data["legal_ground"]),
        terms={**data["terms"], **terms},
    )
    rules = data["criteria"]
    programmes.set_criteria(
        uow,
        programme_id=programme.id,
        criteria=Criteria(groups=rules["groups"], priorities=rules.get("priorities", ())),
        text_ja=rules["text_ja"],
        text_en=rules["text_en"],
    )
    if published:
        programmes.publish(uow, programme_id=programme.id)
    return programme
