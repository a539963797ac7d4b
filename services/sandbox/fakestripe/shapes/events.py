"""Events: what happened, and the object as it was then."""

from services.sandbox.fakestripe.things import Object, Thing, blank

blank(
    "event",
    livemode=False,
    pending_webhooks=1,
    request={"id": None, "idempotency_key": None},
)


def event(*, id: str, created: int, kind: str, about: Object, api_version: str) -> Thing:
    return Thing(
        id=id,
        object="event",
        api_version=api_version,
        created=created,
        data={"object": about},
        type=kind,
    )
