"""The tree: leaves and the hashes of complete subtrees, read by place and only ever added."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select, text

from services.core.audit.models import AuditLeaf, AuditNode
from services.core.audit.tree import Place
from services.core.audit.types import Nodes
from services.core.kit.bulk import array_text, copy_rows
from services.core.kit.unit_of_work import UnitOfWork

_STORED = text(
    """
    SELECT p.level, p.node_index, coalesce(n.node_hash, l.leaf_hash) AS hash
      FROM unnest(cast(:levels AS int[]), cast(:indexes AS bigint[])) AS p (level, node_index)
      LEFT JOIN audit_nodes n
        ON n.organisation_id = :organisation_id
       AND n.level = p.level AND n.node_index = p.node_index
      LEFT JOIN audit_leaves l
        ON p.level = 0 AND l.organisation_id = :organisation_id AND l.leaf_index = p.node_index
    """
)


class TreeRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def size(self, organisation_id: UUID) -> int:
        """How many leaves the tree has."""
        query = select(func.max(AuditLeaf.leaf_index)).where(
            AuditLeaf.organisation_id == organisation_id
        )
        last = self._session.scalar(query)
        return 0 if last is None else last + 1

    def count(self, organisation_id: UUID) -> tuple[int, int]:
        """How many rows there are: of leaves, and of nodes."""
        leaves, nodes = (
            self._session.scalar(
                select(func.count())
                .select_from(table)
                .where(table.organisation_id == organisation_id)
            )
            for table in (AuditLeaf, AuditNode)
        )
        return leaves or 0, nodes or 0

    def hashes(self, organisation_id: UUID, places: Iterable[Place]) -> Nodes:
        """The stored hashes of these places, in one statement; what is not there is left out."""
        wanted = list(places)
        if not wanted:
            return {}
        facts = {
            "organisation_id": organisation_id,
            "levels": array_text(place.level for place in wanted),
            "indexes": array_text(place.number for place in wanted),
        }
        rows = self._session.execute(_STORED, facts)
        return {
            Place(row.level, row.node_index): bytes(row.hash)
            for row in rows
            if row.hash is not None
        }

    def index_of(self, organisation_id: UUID, entry_id: UUID) -> int | None:
        """The number of an entry's leaf."""
        query = select(AuditLeaf.leaf_index).where(
            AuditLeaf.organisation_id == organisation_id, AuditLeaf.entry_id == entry_id
        )
        return self._session.scalar(query)

    def add(
        self, organisation_id: UUID, grown: Mapping[Place, bytes], entry_ids: Mapping[int, UUID]
    ) -> None:
        """
        Write new leaves and the complete subtrees that came with them.

        :param entry_ids: by the leaf's number.
        """
        same = {"organisation_id": organisation_id}
        leaves = (
            (place.number, entry_ids[place.number], hashed)
            for place, hashed in grown.items()
            if not place.level
        )
        nodes = ((*place, hashed) for place, hashed in grown.items() if place.level)
        columns = ("leaf_index", "entry_id", "leaf_hash")
        copy_rows(self._session, AuditLeaf, columns, leaves, same=same)
        columns = ("level", "node_index", "node_hash")
        copy_rows(self._session, AuditNode, columns, nodes, same=same)
