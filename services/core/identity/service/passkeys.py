"""
Passkeys: make one, sign in with one, prove oneself anew (WebAuthn Level 3, by py_webauthn).

The authenticator itself asks its owner for a finger, a face or a PIN ("user verification"): one
gesture, two factors. No attestation is asked for: which maker's device somebody uses is theirs.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import webauthn
from webauthn.helpers import base64url_to_bytes, generate_challenge
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.core.audit import service as audit
from services.core.identity.errors import (
    CeremonyOver,
    LastPasskey,
    PasskeyRefused,
    PasskeyUnknown,
    SignInRefused,
)
from services.core.identity.models import Ceremony, Member, Passkey
from services.core.identity.repository import (
    CeremonyRepository,
    MemberRepository,
    PasskeyRepository,
    SignInLinkRepository,
)
from services.core.identity.service.members import able
from services.core.identity.types import CeremonyKind, RelyingParty
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

CEREMONY_LASTS = timedelta(minutes=5)
# Enough for a phone, a laptop, a key in the safe; and not a table to be filled.
PASSKEYS_MAX = 20


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the browser is given: `options` as `navigator.credentials` takes them, in JSON."""

    ceremony_id: UUID
    options: dict[str, Any]


def begin_registration(uow: UnitOfWork, *, party: RelyingParty) -> Challenge:
    """
    Let the member who acts make a passkey in this browser.

    :raises MemberUnknown, MemberDisabled: who acts is no member who may sign in.
    """
    member = able(uow, uow.actor.id)
    ceremony = _begin(uow, CeremonyKind.REGISTER, principal_id=member.id)
    known = PasskeyRepository(uow).of_member(member.organisation_id, member.id)
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=member.id.bytes,
        user_name=member.email(uow.vault) or "",
        user_display_name=member.name(uow.vault) or "",
        challenge=ceremony.challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
    )
    return Challenge(ceremony.id, json.loads(webauthn.options_to_json(options)))


def finish_registration(
    uow: UnitOfWork,
    *,
    party: RelyingParty,
    ceremony_id: UUID,
    credential: dict[str, Any],
    name: str,
) -> Passkey:
    """
    Keep the passkey that the browser made.

    :raises CeremonyOver: the challenge is unknown, answered or too old.
    :raises PasskeyRefused: the answer does not hold, or there are too many passkeys already.
    """
    member = able(uow, uow.actor.id)
    ceremony = _answer(uow, ceremony_id, CeremonyKind.REGISTER, principal_id=member.id)
    passkeys = PasskeyRepository(uow)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=ceremony.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except WebAuthnException:
        raise PasskeyRefused from None
    if (
        len(passkeys.of_member(member.organisation_id, member.id)) >= PASSKEYS_MAX
        or passkeys.by_credential(made.credential_id) is not None
    ):
        raise PasskeyRefused
    passkey = Passkey(
        organisation_id=member.organisation_id,
        id=uuid7(),
        member_id=member.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        backed_up=made.credential_backed_up,
        created_at=uow.now,
    )
    passkeys.add(passkey)
    # From now on a mailbox is no way in: what lies unopened in it, opens nothing.
    SignInLinkRepository(uow).revoke_all(member.organisation_id, member.id, at=uow.now)
    _record(uow, "passkey.register", passkey)
    return passkey


def begin_sign_in(uow: UnitOfWork, *, party: RelyingParty) -> Challenge:
    """Let somebody choose one of the passkeys that their device has for this site."""
    return _ask(_begin(uow, CeremonyKind.SIGN_IN, principal_id=None), party)


def finish_sign_in(
    uow: UnitOfWork, *, party: RelyingParty, ceremony_id: UUID, credential: dict[str, Any]
) -> Member:
    """
    Tell whose passkey answered, and enter their organisation.

    :raises CeremonyOver: the challenge is unknown, answered or too old.
    :raises SignInRefused: the passkey is unknown, its answer does not hold, or its owner may not
        sign in: which, is not told.
    """
    ceremony = _answer(uow, ceremony_id, CeremonyKind.SIGN_IN, principal_id=None)
    passkey = _answering(uow, credential)
    uow.enter(passkey.organisation_id)
    _verify(uow, passkey, ceremony, party, credential)
    member = MemberRepository(uow, passkey.organisation_id).find(passkey.member_id)
    if member is None or member.disabled_at is not None:
        raise SignInRefused
    return member


def begin_proof(uow: UnitOfWork, *, party: RelyingParty) -> Challenge:
    """Ask the member who acts to prove that they are there (step-up; ASVS 7.5.3)."""
    return _ask(_begin(uow, CeremonyKind.PROVE, principal_id=uow.actor.id), party)


def finish_proof(
    uow: UnitOfWork, *, party: RelyingParty, ceremony_id: UUID, credential: dict[str, Any]
) -> None:
    """
    :raises CeremonyOver: the challenge is unknown, answered or too old.
    :raises SignInRefused: the answer does not hold, or is by somebody else's passkey.
    """
    ceremony = _answer(uow, ceremony_id, CeremonyKind.PROVE, principal_id=uow.actor.id)
    passkey = _answering(uow, credential)
    if (passkey.organisation_id, passkey.member_id) != (uow.organisation_id, uow.actor.id):
        raise SignInRefused
    _verify(uow, passkey, ceremony, party, credential)


def own_passkeys(uow: UnitOfWork) -> Sequence[Passkey]:
    """The passkeys in force of the member who acts, oldest first."""
    assert uow.organisation_id is not None, "members belong to an organisation"
    return PasskeyRepository(uow).of_member(uow.organisation_id, uow.actor.id)


def rename_passkey(uow: UnitOfWork, *, passkey_id: UUID, name: str) -> Passkey:
    """:raises PasskeyUnknown: the one who acts has none of this id."""
    passkey = _own(uow, passkey_id)
    passkey.name = name
    return passkey


def revoke_passkey(uow: UnitOfWork, *, passkey_id: UUID) -> None:
    """
    :raises PasskeyUnknown: the one who acts has none of this id.
    :raises LastPasskey: it is the only one.
    """
    passkey = _own(uow, passkey_id)
    if len(own_passkeys(uow)) == 1:
        raise LastPasskey(passkey_id=passkey_id)
    passkey.revoked_at = uow.now
    _record(uow, "passkey.revoke", passkey)


def _begin(uow: UnitOfWork, kind: CeremonyKind, *, principal_id: UUID | None) -> Ceremony:
    ceremony = Ceremony(
        id=uuid7(),
        kind=kind,
        challenge=generate_challenge(),
        principal_id=principal_id,
        facts={},
        created_at=uow.now,
        expires_at=uow.now + CEREMONY_LASTS,
    )
    CeremonyRepository(uow).add(ceremony)
    return ceremony


def _answer(
    uow: UnitOfWork, ceremony_id: UUID, kind: CeremonyKind, *, principal_id: UUID | None
) -> Ceremony:
    """The ceremony that is being answered, used up by it."""
    ceremony = CeremonyRepository(uow).take(ceremony_id)
    if (
        ceremony is None
        or ceremony.kind is not kind
        or ceremony.principal_id != principal_id
        or ceremony.used_at is not None
        or uow.now >= ceremony.expires_at
    ):
        raise CeremonyOver
    ceremony.used_at = uow.now
    return ceremony


def _ask(ceremony: Ceremony, party: RelyingParty) -> Challenge:
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=ceremony.challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Challenge(ceremony.id, json.loads(webauthn.options_to_json(options)))


def _answering(uow: UnitOfWork, credential: dict[str, Any]) -> Passkey:
    """The passkey that says to have answered."""
    try:
        credential_id = base64url_to_bytes(str(credential["rawId"]))
    except (KeyError, ValueError):
        raise SignInRefused from None
    passkey = PasskeyRepository(uow).by_credential(credential_id)
    if passkey is None:
        raise SignInRefused
    return passkey


def _verify(
    uow: UnitOfWork,
    passkey: Passkey,
    ceremony: Ceremony,
    party: RelyingParty,
    credential: dict[str, Any],
) -> None:
    """:raises SignInRefused: the answer does not hold."""
    try:
        seen = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=ceremony.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            # Also finds a cloned authenticator: its counter does not go up (WebAuthn 6.1.1).
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException:
        raise SignInRefused from None
    passkey.sign_count = seen.new_sign_count
    passkey.backed_up = seen.credential_backed_up
    passkey.last_used_at = uow.now


def _own(uow: UnitOfWork, passkey_id: UUID) -> Passkey:
    assert uow.organisation_id is not None, "members belong to an organisation"
    passkey = PasskeyRepository(uow).find(uow.organisation_id, passkey_id)
    if passkey is None or passkey.member_id != uow.actor.id or passkey.revoked_at is not None:
        raise PasskeyUnknown(passkey_id=passkey_id)
    return passkey


def _record(uow: UnitOfWork, action: str, passkey: Passkey) -> None:
    audit.record(
        uow,
        action=action,
        object_type="passkey",
        object_id=passkey.id,
        facts={"member_id": passkey.member_id},
    )
