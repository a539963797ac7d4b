"""
Sign-in by letter, for families without e-mail: a printed code, and a PIN.

The code is 80 random bits, found by a digest under a key that lies outside the database. The PIN
that is printed with it, on a sheet of its own, is good for one thing: choosing another. Wrong PINs
are counted in the database, before they are compared and in a transaction of their own, so that no
number of tries at once is more than five (docs/decisions/0065).
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import bearer, pins
from services.core.identity.errors import PinTooSimple, SignInRefused
from services.core.identity.models import LetterCode
from services.core.identity.repository import LetterRepository
from services.core.identity.service import sessions
from services.core.identity.types import LetterCodeId, SessionEnd
from services.core.kit.crypto import KeyRing
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

CODE_LETTERS = 16  # of five bits each
# A letter that nobody has used yet may have gone astray.
UNUSED_LASTS = timedelta(days=90)
# A programme year, and the weeks in which it is settled.
LASTS = timedelta(days=400)

_PURPOSE = "letter-code"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A guardian, and the family that their sessions will speak for."""

    guardian_id: UUID
    household_id: UUID


@dataclass(frozen=True, slots=True)
class NewLetter:
    """What is printed, once; neither code nor PIN can be had again."""

    id: LetterCodeId
    guardian_id: UUID
    code: str = field(repr=False)
    pin: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LetterTry:
    """A try that was counted. Of a code that opens nothing it has no letter, and looks alike."""

    letter_id: LetterCodeId | None = None
    organisation_id: UUID | None = None
    pin_hash: str | None = field(default=None, repr=False)
    is_first_use: bool = False


def issue_letters(uow: UnitOfWork, *, to: Sequence[Addressee]) -> list[NewLetter]:
    """
    Make a code and a PIN for each guardian; letters that they had before open nothing any more.

    Locked-out families are let in again by this, and by nothing else.
    """
    assert uow.organisation_id is not None, "letters go to families of an organisation"
    repository = LetterRepository(uow)
    repository.revoke_all(uow.organisation_id, [one.guardian_id for one in to], at=uow.now)
    made = [_new_letter(uow, one) for one in to]
    repository.add_all(row for row, _ in made)
    for row, _ in made:
        _record(uow, "letter_code.issue", row)
    return [letter for _, letter in made]


def letter_of(uow: UnitOfWork, *, guardian_id: UUID) -> LetterCode | None:
    """The letter that a guardian has, locked or not; None where they have none."""
    assert uow.organisation_id is not None, "letters go to families of an organisation"
    return LetterRepository(uow).standing_of(uow.organisation_id, guardian_id)


def revoke_letter(uow: UnitOfWork, *, guardian_id: UUID) -> bool:
    """
    Let a guardian's letter open nothing any more, and end what was opened.

    :returns: False where there was none.
    """
    assert uow.organisation_id is not None, "letters go to families of an organisation"
    revoked = LetterRepository(uow).revoke_all(uow.organisation_id, [guardian_id], at=uow.now)
    if revoked:
        sessions.end_all(uow, principal_id=guardian_id, because=SessionEnd.DISABLED)
        audit.record(
            uow, action="letter_code.revoke", object_type="guardian", object_id=guardian_id
        )
    return bool(revoked)


def try_letter(uow: UnitOfWork, *, code: str) -> LetterTry:
    """
    Count a try at the letter of this code. The caller commits before the PIN is compared.

    What is unknown, revoked, too old or locked gives a try that cannot succeed.
    """
    letter = LetterRepository(uow).by_digest(_digests(uow.ring, code))
    if letter is None:
        return LetterTry()
    uow.enter(letter.organisation_id)
    if not letter.opens(uow.now):
        return LetterTry()
    letter.count_try(uow.now)
    if letter.is_locked:
        _record(uow, "letter_code.last_try", letter)
    return LetterTry(
        letter_id=LetterCodeId(letter.id),
        organisation_id=letter.organisation_id,
        pin_hash=letter.pin_hash,
        is_first_use=letter.own_pin_at is None,
    )


def pin_matches(ring: KeyRing, tried: LetterTry, pin: str) -> bool:
    """Whether the PIN is the letter's. Slow on purpose: outside of any transaction."""
    return pins.matches(ring, tried.letter_id, pin, tried.pin_hash)


def must_do_as_pin(pin: str, *, printed: str) -> None:
    """:raises PinTooSimple: others would try it early, or it is the one that was printed."""
    if pin == printed or pins.is_simple(pin):
        raise PinTooSimple(pointer="/new_pin")


def accept_try(uow: UnitOfWork, tried: LetterTry, *, new_pin: str | None = None) -> LetterCode:
    """
    The PIN was right: forgive the tries, and take over the PIN that the family has chosen.

    A letter whose printed PIN was not replaced yet signs nobody in: the caller sees to that.

    :raises SignInRefused: the letter was replaced, or its PIN changed, since the try was counted.
    """
    if tried.letter_id is None or tried.organisation_id is None:
        raise SignInRefused
    uow.enter(tried.organisation_id)
    letter = LetterRepository(uow).find(tried.organisation_id, tried.letter_id)
    if letter is None or letter.revoked_at is not None or letter.pin_hash != tried.pin_hash:
        raise SignInRefused
    letter.forgive()
    if new_pin is not None:
        letter.pin_hash = pins.hash_pin(uow.ring, letter.id, new_pin)
        letter.own_pin_at = uow.now
        letter.expires_at = uow.now + LASTS
        _record(uow, "letter_code.choose_pin", letter)
    if letter.own_pin_at is not None:
        letter.last_used_at = uow.now
    return letter


def _new_letter(uow: UnitOfWork, to: Addressee) -> tuple[LetterCode, NewLetter]:
    id, code, pin = uuid7(), bearer.new_code(CODE_LETTERS), pins.new_pin()
    row = LetterCode(
        organisation_id=uow.organisation_id,
        id=id,
        guardian_id=to.guardian_id,
        household_id=to.household_id,
        code_digest=_digests(uow.ring, code)[0],
        pin_hash=pins.hash_pin(uow.ring, id, pin),
        tries=0,
        created_at=uow.now,
        created_by=uow.actor.id,
        expires_at=uow.now + UNUSED_LASTS,
    )
    return row, NewLetter(LetterCodeId(id), to.guardian_id, code, pin, row.expires_at)


def _digests(ring: KeyRing, code: str) -> list[bytes]:
    """The digests under which a code may be kept, the one of today first."""
    plain = bearer.code_digest(code)
    return [hmac.digest(key, plain, "sha256") for key in ring.derive_each(_PURPOSE)]


def _record(uow: UnitOfWork, action: str, letter: LetterCode) -> None:
    audit.record(
        uow,
        action=action,
        object_type="guardian",
        object_id=letter.guardian_id,
        facts={"letter_id": letter.id},
    )
