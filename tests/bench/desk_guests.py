"""What pages of the desk are about that is neither article nor revision: a rule, a person with a token, links
that were given away, a hub. Made in the store for a measurement and taken out of it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from monitor.credentials import hash_password, kept_of, new_secret, new_token
from monitor.model import ApiToken, Deed, Hub, Role, Rule, ShareLink
from monitor.record import SqlRecords
from monitor.record.schema import subscription

NAME = "bench"
TOPIC = "https://site1.example/feed"
_HUB = Hub("https://hub.example/", TOPIC)


@dataclass(frozen=True, slots=True)
class Guests:
    """`bearer` is the token of an admin, whom the desk knows by it; `secret` is a link's to the whole list,
    `token` a hub's."""

    bearer: str
    rule: int
    account: int
    secret: str
    token: str


@contextmanager
def guests(records: SqlRecords, now: datetime) -> Iterator[Guests]:
    """They are there as long as this lasts; what an earlier run left is taken away before."""
    by = Deed(NAME, now)
    _leave(records, by)
    rule = records.add_rule(Rule(NAME, ("desk",), labels=("correction",)), NAME, now)
    person = records.add_account(NAME, Role.ADMIN, hash_password("three words of a bench"), by)
    bearer = new_token()
    held = ApiToken(0, person.id, NAME, NAME, Role.ADMIN, now, None)
    records.add_api_token(kept_of(bearer), held, by)
    secret = new_secret()
    link = ShareLink(0, "list", "technical=1&tab=all", NAME, now, now + timedelta(days=7))
    records.add_share(kept_of(secret), link, by)
    records.offer_hub(1, _HUB, now)
    hub = next(one for one in records.hubs() if one.hub == _HUB)
    records.hub_asked(hub.id, "subscribe", "https://desk.example/", now + timedelta(days=1))
    try:
        yield Guests(bearer, rule.id, person.id, secret, hub.token)
    finally:
        _leave(records, by)


def _leave(records: SqlRecords, by: Deed) -> None:
    for rule in records.desk_rules():
        if rule.rule.name == NAME:
            records.remove_rule(rule.id, NAME, by.at)
    person = records.account_named(NAME)
    if person is not None:
        records.remove_account(person.id, by)
    for link in records.shares(by.at, NAME):
        if link.revoked_at is None:
            records.revoke_share(link.id, by)
    with records._engine.begin() as conn:
        conn.execute(delete(subscription).where(subscription.c.hub == _HUB.url))
