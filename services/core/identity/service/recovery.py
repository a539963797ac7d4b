"""
Recovery codes, for a member who has lost every passkey: each is good once, and only for making a
new passkey. 120 random bits each, beyond the 112 that ASVS 5.0, 6.6.2 asks of look-up secrets.
"""

from services.core.audit import service as audit
from services.core.identity import bearer
from services.core.identity.errors import SignInRefused
from services.core.identity.models import Member
from services.core.identity.repository import MemberRepository, RecoveryCodeRepository
from services.core.identity.service.members import able
from services.core.kit.unit_of_work import UnitOfWork

CODES = 10
LETTERS = 24  # of five bits each


def renew_recovery_codes(uow: UnitOfWork) -> list[str]:
    """
    A new set for the member who acts, shown once; the codes they had open nothing any more.

    :raises MemberUnknown, MemberDisabled: who acts is no member who may sign in.
    """
    member = able(uow, uow.actor.id)
    codes = [bearer.new_code(LETTERS) for _ in range(CODES)]
    RecoveryCodeRepository(uow).replace(
        member.organisation_id, member.id, [bearer.code_digest(code) for code in codes], at=uow.now
    )
    audit.record(uow, action="recovery_codes.renew", object_type="member", object_id=member.id)
    return codes


def recovery_codes_left(uow: UnitOfWork) -> int:
    """How many codes the member who acts has not used yet."""
    assert uow.organisation_id is not None, "members belong to an organisation"
    return len(RecoveryCodeRepository(uow).left(uow.organisation_id, uow.actor.id))


def use_recovery_code(uow: UnitOfWork, *, code: str) -> Member:
    """
    Use a code up, and enter the organisation of whose it is.

    :raises SignInRefused: there is no such code, it was used, or its owner may not sign in.
    """
    found = RecoveryCodeRepository(uow).by_digest(bearer.code_digest(code))
    if found is None:
        raise SignInRefused
    uow.enter(found.organisation_id)
    member = MemberRepository(uow, found.organisation_id).find(found.member_id)
    if member is None or member.disabled_at is not None:
        raise SignInRefused
    found.used_at = uow.now
    audit.record(uow, action="recovery_code.use", object_type="member", object_id=member.id)
    return member
