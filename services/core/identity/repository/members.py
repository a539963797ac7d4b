"""Every statement on members and their roles."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from services.core.identity.models import Member, RoleGrant
from services.core.identity.types import Role
from services.core.kit.crypto import BlindIndex
from services.core.kit.keys import bears_older_key
from services.core.kit.unit_of_work import UnitOfWork


class MemberRepository:
    def __init__(self, uow: UnitOfWork, organisation_id: UUID) -> None:
        self._session = uow.session
        self._organisation_id = organisation_id

    def add(self, member: Member) -> None:
        self._session.add(member)
        self._session.flush()

    def find(self, member_id: UUID, *, lock: bool = False) -> Member | None:
        return self._session.get(
            Member, (self._organisation_id, member_id), with_for_update=lock or None
        )

    def by_email_index(self, indexes: Iterable[bytes]) -> Sequence[Member]:
        """Those whose address may be the one looked for: the caller opens and compares."""
        query = select(Member).where(
            Member.organisation_id == self._organisation_id,
            Member.email_index.in_(list(indexes)),
        )
        return self._session.scalars(query).all()

    def stale(self, index: BlindIndex, *, limit: int, wait: bool) -> Sequence[Member]:
        """
        Those whose address is indexed by an older key than `index`, locked.

        :param wait: for whom another holds; else they are left for the next time.
        """
        query = (
            select(Member)
            .where(
                Member.organisation_id == self._organisation_id,
                Member.forgotten_at.is_(None),
                bears_older_key(Member.email_index, index),
            )
            .order_by(Member.id)
            .limit(limit)
            .with_for_update(skip_locked=not wait)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def page(self, *, after: UUID | None, limit: int, provider_id: UUID | None) -> Sequence[Member]:
        query = select(Member).where(
            Member.organisation_id == self._organisation_id, Member.forgotten_at.is_(None)
        )
        if provider_id is not None:
            query = query.where(Member.provider_id == provider_id)
        if after is not None:
            query = query.where(Member.id > after)
        return self._session.scalars(query.order_by(Member.id).limit(limit)).all()

    def able(self) -> Sequence[Member]:
        """All who may sign in, oldest first."""
        query = (
            select(Member)
            .where(Member.organisation_id == self._organisation_id, Member.disabled_at.is_(None))
            .order_by(Member.id)
        )
        return self._session.scalars(query).all()


class RoleGrantRepository:
    def __init__(self, uow: UnitOfWork, organisation_id: UUID) -> None:
        self._session = uow.session
        self._organisation_id = organisation_id

    def add(self, grant: RoleGrant) -> None:
        self._session.add(grant)
        self._session.flush()

    def find(self, grant_id: UUID) -> RoleGrant | None:
        """The grant, locked: two who decide at once decide one after the other."""
        return self._session.get(RoleGrant, (self._organisation_id, grant_id), with_for_update=True)

    def standing(self, member_id: UUID, role: Role) -> RoleGrant | None:
        """The role as it is held or waited for."""
        query = self._of(member_id).where(RoleGrant.role == role, *_STANDS)
        return self._session.scalars(query).one_or_none()

    def roles_of(self, member_id: UUID) -> frozenset[Role]:
        query = select(RoleGrant.role).where(
            RoleGrant.organisation_id == self._organisation_id,
            RoleGrant.member_id == member_id,
            RoleGrant.approved_at.is_not(None),
            RoleGrant.revoked_at.is_(None),
        )
        return frozenset(self._session.scalars(query))

    def of_member(self, member_id: UUID) -> Sequence[RoleGrant]:
        """All that was ever asked for the member, oldest first."""
        return self._session.scalars(self._of(member_id).order_by(RoleGrant.id)).all()

    def waiting(self) -> Sequence[RoleGrant]:
        query = (
            select(RoleGrant)
            .where(
                RoleGrant.organisation_id == self._organisation_id,
                RoleGrant.approved_at.is_(None),
                *_STANDS,
            )
            .order_by(RoleGrant.requested_at, RoleGrant.id)
        )
        return self._session.scalars(query).all()

    def holders(self, roles: Iterable[Role]) -> int:
        """How many members hold one of `roles` and may sign in."""
        query = (
            select(func.count(RoleGrant.member_id.distinct()))
            .select_from(RoleGrant)
            .join(
                Member,
                (Member.organisation_id == RoleGrant.organisation_id)
                & (Member.id == RoleGrant.member_id),
            )
            .where(
                RoleGrant.organisation_id == self._organisation_id,
                RoleGrant.role.in_(list(roles)),
                RoleGrant.approved_at.is_not(None),
                RoleGrant.revoked_at.is_(None),
                Member.disabled_at.is_(None),
            )
        )
        return self._session.scalar(query) or 0

    def _of(self, member_id: UUID) -> Select[RoleGrant]:
        return select(RoleGrant).where(
            RoleGrant.organisation_id == self._organisation_id, RoleGrant.member_id == member_id
        )


_STANDS = (RoleGrant.refused_at.is_(None), RoleGrant.revoked_at.is_(None))
