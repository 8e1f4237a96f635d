"""Commands about the people at the desk: accounts, tokens, and what was done. Passwords are asked for without
an echo, or read from the first line of stdin; they are never arguments, which others on the machine could
see and the shell would keep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import options
from monitor.cli.context import open_records
from monitor.cli.output import RowFormat, write, write_rows
from monitor.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from monitor.model import Account, Deed
    from monitor.ports import Records

app = typer.Typer(help="Who may sign in at the desk, and what was done there.", rich_markup_mode=None)


class RoleName(StrEnum):
    READER = "reader"
    REVIEWER = "reviewer"
    ADMIN = "admin"


class ScopeName(StrEnum):
    READ = "read"
    REVIEW = "review"
    ADMIN = "admin"


Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name.")]
RoleArgument = Annotated[RoleName, typer.Argument(metavar="ROLE", help="reader, reviewer or admin.")]


@dataclass(frozen=True, slots=True)
class Office:
    """The open store, and who works at it."""

    records: Records
    by: Deed

    def named(self, name: str) -> Account:
        found = self.records.account_named(name)
        if found is None:
            known = ", ".join(one.name for one in self.records.accounts()) or "nobody"
            raise NotFoundError(f"there is nobody called {name!r}; there is: {known}")
        return found


@contextmanager
def opened(config: Path | None) -> Iterator[Office]:
    import getpass
    from datetime import UTC, datetime

    from monitor.model import Deed

    with open_records(config) as records:
        yield Office(records, Deed(f"{getpass.getuser()} (command)", datetime.now(UTC)))


def ask_password(name: str) -> str:
    """A new password, typed twice at a terminal or read from stdin. UsageError if it may not serve."""
    import getpass
    import sys

    from monitor.credentials import password_problem

    if sys.stdin.isatty():
        password = getpass.getpass(f"New password of {name}: ")
        if getpass.getpass("The same once more: ") != password:
            raise UsageError("the two passwords differ: nothing was changed")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    problem = password_problem(password, name)
    if problem:
        raise UsageError(problem)
    return password


@app.command("list")
def list_people(format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """List who may sign in."""
    from monitor.web.people_bodies import account_body

    with opened(config) as office:
        found = office.records.accounts()
    if format is not RowFormat.TEXT:
        write_rows((account_body(one) for one in found), format)
        return
    if not found:
        write("Nobody has an account: whoever sits at this machine may do everything.")
        return
    from monitor.cli.tables import day_and_time, print_table

    rows = [
        (
            one.name,
            one.role.name.lower(),
            "disabled" if one.disabled else "may sign in",
            day_and_time(one.created_at),
            day_and_time(one.signed_in_at),
        )
        for one in found
    ]
    print_table(("name", "role", "standing", "since (UTC)", "signed in last (UTC)"), rows)


@app.command()
def add(
    name: Name,
    role: Annotated[RoleName, typer.Option("--role", help="What this person may do.")] = RoleName.READER,
    config: options.Config = None,
) -> None:
    """Let somebody sign in.

    The password is asked for, or read from stdin. The first account must be an admin's.
    """
    from monitor.credentials import hash_password, name_problem
    from monitor.model import Role

    problem = name_problem(name)
    if problem:
        raise UsageError(problem)
    with opened(config) as office:
        if not office.records.has_accounts() and role is not RoleName.ADMIN:
            raise UsageError("the first account must be an admin's: add --role admin")
        hashed = hash_password(ask_password(name))
        office.records.add_account(name, Role[role.name], hashed, office.by)
    write(f"{name} may sign in, as {role.value}.")


@app.command("role")
def set_role(name: Name, role: RoleArgument, config: options.Config = None) -> None:
    """Change what somebody may do."""
    from monitor.model import Role

    with opened(config) as office:
        office.records.set_role(office.named(name).id, Role[role.name], office.by)


@app.command("password")
def set_password(name: Name, config: options.Config = None) -> None:
    """Set a new password, asked for or read from stdin.

    All sessions of this person end.
    """
    from monitor.credentials import hash_password

    with opened(config) as office:
        own = office.named(name)
        office.records.set_password(own.id, hash_password(ask_password(own.name)), office.by)


@app.command()
def disable(name: Name, config: options.Config = None) -> None:
    """Let somebody in no more; sessions end, tokens open nothing."""
    with opened(config) as office:
        office.records.set_disabled(office.named(name).id, True, office.by)


@app.command()
def enable(name: Name, config: options.Config = None) -> None:
    """Let somebody in again."""
    with opened(config) as office:
        office.records.set_disabled(office.named(name).id, False, office.by)


@app.command()
def remove(name: Name, config: options.Config = None) -> None:
    """Remove an account, with its sessions and tokens.

    What the person did stays in the log. Without any account the desk is open again to whoever sits at this
    machine.
    """
    with opened(config) as office:
        office.records.remove_account(office.named(name).id, office.by)


@app.command()
def token(
    name: Name,
    label: Annotated[str, typer.Option("--label", help="What it is for.")],
    scope: Annotated[ScopeName, typer.Option("--scope", help="What it may do.")] = ScopeName.READ,
    days: Annotated[int, typer.Option("--days", min=0, max=3650, help="When it ends; 0: never.")] = 90,
    config: options.Config = None,
) -> None:
    """Make an API token, and print it this once."""
    from datetime import timedelta

    from monitor.credentials import kept_of, new_token
    from monitor.model import ApiToken, Role

    levels = {ScopeName.READ: Role.READER, ScopeName.REVIEW: Role.REVIEWER, ScopeName.ADMIN: Role.ADMIN}
    with opened(config) as office:
        own, now, secret = office.named(name), office.by.at, new_token()
        if levels[scope] > own.role:
            raise UsageError(
                f"the scope {scope} is more than {own.name} may do, who is {own.role.name.lower()}"
            )
        ends = now + timedelta(days=days) if days else None
        made = ApiToken(0, own.id, own.name, label, levels[scope], now, ends)
        office.records.add_api_token(kept_of(secret), made, office.by)
    write(secret)


@app.command()
def tokens(format: options.Rows = RowFormat.TEXT, config: options.Config = None) -> None:
    """List API tokens: whose, what for, and when each was used last."""
    from monitor.cli.tables import day_and_time, print_table
    from monitor.web.people_bodies import standing_of, token_body

    with opened(config) as office:
        found, now = office.records.api_tokens(None), office.by.at
    if format is not RowFormat.TEXT:
        write_rows((token_body(one) for one in found), format)
        return
    rows = [
        (
            str(one.id),
            one.name,
            one.label,
            str(token_body(one)["scope"]),
            standing_of(one.revoked_at, one.expires_at, now),
            day_and_time(one.expires_at),
            day_and_time(one.last_used_at),
        )
        for one in found
    ]
    print_table(("number", "person", "what for", "scope", "standing", "ends (UTC)", "used last (UTC)"), rows)


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The token's, from `tokens`.")],
    config: options.Config = None,
) -> None:
    """Revoke an API token."""
    with opened(config) as office:
        office.records.revoke_api_token(number, office.by)


@app.command()
def audit(
    person: Annotated[str | None, typer.Option("--person", metavar="NAME", help="Of this person.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 100,
    format: options.Rows = RowFormat.TEXT,
    config: options.Config = None,
) -> None:
    """List what people did, the newest first: sign-ins, good and bad, and every change."""
    from monitor.cli.tables import day_and_time, print_table
    from monitor.web.people_bodies import audit_body

    with opened(config) as office:
        found = office.records.audit(None, limit, person)
    if format is not RowFormat.TEXT:
        write_rows((audit_body(one) for one in found), format)
        return
    rows = [(day_and_time(one.at), one.person, one.action, one.subject, one.address) for one in found]
    print_table(("when (UTC)", "who", "what", "to what", "from where"), rows)
