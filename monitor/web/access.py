"""Who asks, and whether she may: for the routes behind the guard."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import Scope

from monitor.model import Person, Role

#: Where the guard leaves who asks, in the scope of a request.
PERSON = "monitor.person"


def leave_person(scope: Scope, person: Person) -> None:
    scope[PERSON] = person


def person_of(request: Request) -> Person:
    """Who asks. The guard lets nobody by without saying who it is."""
    person: Person = request.scope[PERSON]
    return person


def needs(role: Role) -> Callable[[Request], Person]:
    """A dependency of a route: who asks, if her role is at least this; 403 otherwise."""

    def allowed(request: Request) -> Person:
        person = person_of(request)
        if person.role < role:
            raise HTTPException(
                403, f"This takes the role of {role.name.lower()}; yours is {person.role.name.lower()}."
            )
        return person

    return allowed
