"""The key of a gift of somebody without an account: the gift's id follows from it."""

from typing import Annotated

from fastapi import Depends, Header

from services.core.kit.idempotency import KEY_LENGTH_MAX, KEY_LENGTH_MIN, IdempotencyKeyMissing


def _key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="16 to 255 characters, made by the client and sent again with each retry.",
        ),
    ] = None,
) -> str:
    """
    No answer is kept: the same key leads to the same gift, and the gateway gives the same page.

    :raises IdempotencyKeyMissing: no key, or one shorter than 16 characters.
    """
    if key is None or not KEY_LENGTH_MIN <= len(key) <= KEY_LENGTH_MAX:
        raise IdempotencyKeyMissing(pointer="/Idempotency-Key")
    return key


GiverKey = Annotated[str, Depends(_key)]
