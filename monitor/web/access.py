"""Who asks, and whether she may: for the routes behind the guard."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.types import Scope

from monitor.model import Deed, Person, Role
from monitor.report.words import N_
from monitor.web.network import PEER, Peer

#: Where the guard leaves who asks, in the scope of a request.
PERSON = "monitor.person"
#: Set in the scope by a route that entered in the audit log itself what it did.
NOTED = "monitor.noted"
#: Where the guard leaves how to ask again whether who asks may still read, for answers that go on and on.
STILL = "monitor.still"


@dataclass(frozen=True, slots=True)
class Asking:
    """A request as the guard let it by: who asks (None at an open door), the token of her forms, and whether
    she is signed in, so that she can sign out."""

    person: Person | None
    csrf: str
    signed_in: bool = False


#: What is being asked: templates learn it here, each request in a context of its own.
ASKING: ContextVar[Asking] = ContextVar("asking")
#: Said to who has not the role that it takes.
_TAKES = {
    (Role.REVIEWER, Role.READER): N_("This takes the role of reviewer; yours is reader."),
    (Role.ADMIN, Role.READER): N_("This takes the role of admin; yours is reader."),
    (Role.ADMIN, Role.REVIEWER): N_("This takes the role of admin; yours is reviewer."),
}
#: Said to a program that may not do what it asks.
_BY_TOKEN = " A token may do what both its scope and the role of its person allow."
#: The field of a form that holds the token.
FIELD = "csrf"


def asking() -> Asking:
    """Who asks for the page, and the token of her forms; nobody where no request is."""
    return ASKING.get(Asking(None, ""))


def csrf_field() -> Markup:
    """The hidden field that every form of the desk that changes something carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, asking().csrf)


def may(role: str) -> bool:
    """Has who asks at least the role of that name? For templates: what she may not do is not offered."""
    person = asking().person
    return person is not None and person.role >= Role[role.upper()]


def noted(request: Request) -> None:
    """Say that the audit log has an entry of this change; otherwise the guard enters method and path."""
    request.scope[NOTED] = True


def reading_only(request: Request) -> None:
    """Say that this changes nothing for anybody else: no entry is made of it."""
    request.scope[NOTED] = True


def deed_of(request: Request, at: datetime) -> Deed:
    """Who does something, when and from where, for the methods of the store that log it."""
    return Deed(person_of(request).name, at, peer_at(request).address)


def peer_at(request: Request) -> Peer:
    """From where the request came, as the guard found out."""
    peer: Peer = request.scope[PEER]
    return peer


def leave_person(scope: Scope, person: Person) -> None:
    scope[PERSON] = person


def person_of(request: Request) -> Person:
    """Who asks. The guard lets nobody by without saying who it is."""
    person: Person = request.scope[PERSON]
    return person


def still_may(request: Request) -> Callable[[], bool]:
    """Asks, whenever it is called, whether who asked would be let in now; waits for the store. StoreError."""
    ask: Callable[[], bool] = request.scope[STILL]
    return ask


def needs(role: Role) -> Callable[[Request], Person]:
    """A dependency of a route: who asks, if her role is at least this; 403 otherwise."""

    def allowed(request: Request) -> Person:
        person = person_of(request)
        if person.role < role:
            said = _TAKES[role, person.role]
            raise HTTPException(403, f"{said}{_BY_TOKEN if 'authorization' in request.headers else ''}")
        return person

    return allowed
