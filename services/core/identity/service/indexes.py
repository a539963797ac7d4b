"""Give members' blind indexes today's key and width, a batch at a time."""

from services.core.identity.repository import MemberRepository
from services.core.kit.unit_of_work import UnitOfWork


def index_anew(uow: UnitOfWork, *, limit: int, wait: bool = False) -> int:
    """
    Index anew up to `limit` members of the organisation entered; call again until it returns 0.

    :param wait: for rows that another holds; else they are left for the next time.
    :returns: how many were.
    """
    assert uow.organisation_id is not None  # the vault would not have opened
    vault = uow.vault
    index = vault.indexes("members.email")[0]
    members = MemberRepository(uow, uow.organisation_id).stale(index, limit=limit, wait=wait)
    vault.prepare(member.id for member in members)
    for member in members:
        member.index_anew(vault, member.email(vault) or "")
    return len(members)
