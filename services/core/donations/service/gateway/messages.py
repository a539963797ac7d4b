"""What the gateway sends us, kept until it is looked into."""

from services.core.donations.ports import GatewayMessage
from services.core.kit import inbox
from services.core.kit.unit_of_work import UnitOfWork


def receive_message(uow: UnitOfWork, *, source: str, message: GatewayMessage) -> bool:
    """
    Keep a message of the gateway, to be looked into later.

    :returns: False if it was kept before.
    """
    return inbox.store(
        uow.session,
        source=source,
        external_id=message.id,
        object_id=message.object_id,
        topic=message.topic,
        payload=message.payload,
        quarantined_because=message.odd,
    )
