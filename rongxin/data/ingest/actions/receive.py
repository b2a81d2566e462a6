"""Taking a file in as it came (接收)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from rongxin.base.common import clock, ids
from rongxin.base.common.actor import Actor
from rongxin.base.keys import actions as keys
from rongxin.base.parties import queries as parties
from rongxin.base.parties.models import Party
from rongxin.base.parties.rules import PartyKind, PartyUnknown
from rongxin.data.catalogue import registry
from rongxin.data.ingest import errors, vault
from rongxin.data.ingest.models import Batch, Delivery
from rongxin.data.ingest.rules import LIVE

NAME_LENGTH = 255


def receive(
    *, by: Actor, stream: BinaryIO, file_name: str, item: str, source: str, at: datetime | None = None
) -> Batch:
    """Keep a file as delivered and give it a batch (接收报送文件).

    Afterwards the bytes lie encrypted with their digest, and one live batch stands for them. The same bytes from
    the same source for the same item a second time give the first batch; after a refusal they get a new one.

    Raises:
        ItemUnknown, SourceUnknown, SourceNotForItem, SenderNotSource: nothing is kept.
        FileTooLarge: nothing is kept.

    Evidence: none yet; the batch leaves its entry when it is accepted or refused.
    """
    at = at or clock.now()
    registry.item(item)
    party = require_source(source, item)
    _require_sender(by, party)
    delivery_id = ids.uuid7()
    path = vault.place(settings.RONGXIN_HOME, delivery_id)
    kept = vault.keep(stream, path, settings.MAX_DELIVERY_BYTES, file_name)
    used = False
    try:
        known = Delivery.objects.filter(digest=kept.digest, item=item, source=party).first()
        if known is None:
            known, used = _store(delivery_id, party, item, file_name, kept, at)
        return _live_batch(known, at)
    finally:
        if not used:
            path.unlink(missing_ok=True)


def require_source(code: str, item: str) -> Party:
    """The provider of a code, if the profile gives it this item (数据提供单位).

    A provider that the profile does not name, as one registered later, may deliver any item.

    Raises:
        SourceUnknown, SourceNotForItem.
    """
    known = parties.providers()
    try:
        party = parties.require_party(code)
    except PartyUnknown as error:
        raise errors.SourceUnknown(source=code, known=_listed(known)) from error
    if party.kind != PartyKind.DEPARTMENT:
        raise errors.SourceUnknown(source=code, known=_listed(known))
    named = next((one for one in settings.PROFILE.providers if one.code == code), None)
    if named and item not in named.items:
        raise errors.SourceNotForItem(source=party.name, item=item, known="、".join(named.items))
    return party


def _listed(known: dict[str, str]) -> str:
    return "、".join(f"{code}（{name}）" for code, name in sorted(known.items())) or "（尚无）"


def _require_sender(by: Actor, party: Party) -> None:
    if by.party_id not in (None, party.pk) and by.role != "operator":
        raise errors.SenderNotSource(source=party.name)


def _store(
    delivery_id: UUID, party: Party, item: str, file_name: str, kept: vault.Kept, at: datetime
) -> tuple[Delivery, bool]:
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                id=delivery_id,
                source=party,
                item=item,
                file_name=Path(file_name).name[-NAME_LENGTH:],
                digest=kept.digest,
                size=kept.size,
                wrapped_key=keys.protect(delivery_id, kept.key.hex()),
                received_at=at,
            )
            return delivery, True
    except IntegrityError:
        return Delivery.objects.get(digest=kept.digest, item=item, source=party), False


def _live_batch(delivery: Delivery, at: datetime) -> Batch:
    live = Batch.objects.filter(delivery=delivery, state__in=LIVE).first()
    if live:
        return live
    try:
        with transaction.atomic():
            return Batch.objects.create(delivery=delivery, created_at=at)
    except IntegrityError:
        return Batch.objects.get(delivery=delivery, state__in=LIVE)
