"""Scene: families apply, the lottery is drawn for all to check, vouchers are issued."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from services.cli import imports, voucher
from services.cli.demo.founding import provider_id, site_id
from services.cli.demo.stage import APPROVER, Stage
from services.core.allocations import service as allocations
from services.core.allocations.candidates_file import candidates_csv
from services.core.allocations.types import AwardStatus, RoundId
from services.core.households import service as households
from services.core.households.types import ChildId, ConsentGiver, ConsentPurpose, Resolution
from services.core.kit.periods import TOKYO
from services.core.redemptions import service as redemptions
from services.core.redemptions.types import EnrolmentId, Shown
from services.core.vouchers import service as vouchers
from services.sandbox.year.families import applicants_of, roster_file
from services.sandbox.year.lessons import classroom_of

ANNOUNCED_ON = date(2025, 1, 15)
ROSTER_ON = date(2025, 3, 3)
DRAWN_ON = date(2025, 3, 23)
ANSWERED_ON = date(2025, 3, 27)
ISSUED_ON = date(2025, 3, 29)

# How many families find another way and decline; the next on the list is offered their place.
DECLINES = 2

# Which of the cards belongs to a family that shares nothing with classrooms.
KEEPS_TO_ITSELF = 3


@dataclass
class Card:
    """A family's card: what its child's lessons are paid with."""

    voucher_id: UUID
    child_id: UUID
    code: str
    token: str
    shown: Shown
    has_place: bool = True


def announce(stage: Stage) -> None:
    """Announce the round with the commitment to its seed, before anybody has applied."""
    stage.at(ANNOUNCED_ON)
    seed = stage.plan.random("draw").randbytes(32)
    with stage.acting() as uow:
        allocations.open_round(
            uow,
            id=RoundId(stage.id("round")),
            programme_id=stage.programme_id,
            fund_ids=[stage.id("fund", "examinees"), stage.id("fund", "general")],
            opens_at=datetime.combine(ANNOUNCED_ON, time(), TOKYO),
            closes_at=datetime.combine(ROSTER_ON, time(), TOKYO),
            places=stage.plan.places,
            seed=seed,
        )


def take_applications(stage: Stage) -> None:
    """The municipality's roster comes in; it is read twice, for clerks do; all is decided."""
    stage.at(ROSTER_ON)
    roster = stage.write("inputs/roster.csv", roster_file(applicants_of(stage.plan)))
    words = ("roster", roster, "--programme", stage.programme_code)
    stage.type(imports.app, *words, "--dry-run")
    stage.type(imports.app, *words)
    stage.type(imports.app, *words)
    with stage.acting() as uow:
        for found in households.duplicates_of(uow, programme_id=stage.programme_id):
            households.resolve_duplicate(
                uow,
                programme_id=stage.programme_id,
                report_id=found.id,
                resolution=Resolution.SAME_CHILD,
            )
        households.decide_all(uow, programme_id=stage.programme_id)


def draw(stage: Stage) -> None:
    """Close, reveal the seed, draw; a second person approves the awards; families answer."""
    round_id = RoundId(stage.id("round"))
    of_round = {"programme_id": stage.programme_id, "round_id": round_id}
    with stage.acting() as uow:
        allocations.close_round(uow, **of_round)
    stage.at(DRAWN_ON)
    with stage.acting() as uow:
        drawn = allocations.draw_round(uow, **of_round)
        candidates = allocations.published_candidates(uow, **of_round)
        stage.write("draw/candidates.csv", candidates_csv(candidates))
        stage.write("draw/seed.txt", f"{(drawn.seed or b'').hex()}\n")
    with stage.acting(APPROVER) as uow:
        allocations.award_round(uow, **of_round)
    stage.at(ANSWERED_ON)
    with stage.acting() as uow:
        offered = allocations.awards(uow, **of_round)
        for award in offered[: min(DECLINES, len(offered) // 4)]:
            allocations.decline(uow, programme_id=stage.programme_id, award_id=award.id)
    with stage.acting() as uow:
        standing = [
            award.id
            for award in allocations.awards(uow, **of_round)
            if award.status is AwardStatus.OFFERED
        ]
        allocations.accept(uow, programme_id=stage.programme_id, award_ids=standing)


def issue(stage: Stage) -> list[Card]:
    """Issue the vouchers, print the cards, and give every child its place in a classroom."""
    stage.at(ISSUED_ON)
    stage.type(voucher.app, "issue", "--programme", stage.programme_code)
    stage.export_vouchers()
    with stage.acting() as uow:
        stage.write("cards.pdf", vouchers.card_sheets(uow, programme_id=stage.programme_id))
    cards = hand_out(stage)
    if len(cards) > KEEPS_TO_ITSELF:
        _keep_to_itself(stage, cards[KEEPS_TO_ITSELF])
    _enrol(stage, cards)
    return cards


def _keep_to_itself(stage: Stage, card: Card) -> None:
    """A family does not want any classroom to learn of its child: the consent is taken back."""
    card.has_place = False
    with stage.acting() as uow:
        households.withdraw_consent(
            uow,
            child_id=ChildId(card.child_id),
            purpose=ConsentPurpose.SHARING_WITH_PROVIDER,
            given_by=ConsentGiver.GUARDIAN,
        )


def _enrol(stage: Stage, cards: Sequence[Card]) -> None:
    """Each classroom enters the list of its children, those whose families agree."""
    lists: dict[int, dict[EnrolmentId, UUID]] = defaultdict(dict)
    for number, card in enumerate(cards):
        if not card.has_place:
            continue
        id = EnrolmentId(stage.id("enrolment", card.voucher_id))
        lists[classroom_of(stage.plan, number) + 1][id] = card.child_id
    for classroom, children in sorted(lists.items()):
        with stage.acting() as uow:
            redemptions.enrol_many(
                uow,
                programme_id=stage.programme_id,
                provider_id=provider_id(stage, classroom),
                site_id=site_id(stage, classroom),
                children=children,
            )


def hand_out(stage: Stage) -> list[Card]:
    """The good cards, in the order of the last export."""
    with stage.acting() as uow:
        good = {
            held.id: (held, credential)
            for held, credential in vouchers.good_cards(uow, programme_id=stage.programme_id)
        }
    return [
        Card(
            voucher_id=id,
            child_id=good[id][0].child_id,
            code=code,
            token=token,
            shown=Shown(
                programme_id=stage.programme_id,
                voucher_id=id,
                status_list_no=good[id][1].status_list_no,
                status_index=good[id][1].status_index,
            ),
        )
        for id, code, token in stage.exported_vouchers()
    ]
