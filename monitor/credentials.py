"""Secrets of people and programs: passwords and their hashes, new tokens and what is kept of them.

Passwords are hashed with argon2id, at a price that a guesser pays for each guess. What the program makes up
itself (cookies, tokens, links) cannot be guessed, so a plain digest of it is enough to know it again. No
secret is kept, logged or put into an address here.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000
LONGEST_NAME = 80
#: What API tokens begin with, so that people and programs that look for leaked secrets know one.
TOKEN_PREFIX = "monitor_"
#: Three passes over 32 MiB: some 50 ms.
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
#: Of a password that nobody knows: who is not there costs as much time as who is.
NOBODY = "$argon2id$v=19$m=32768,t=3,p=1$sxF+jVMxqY4DPElQTlC1Jg$UuKqILtbCzczA87K2ey7hJrhJgh7KtRC3XhlOTHhzFw"


def hash_password(password: str) -> str:
    """The hash to keep, with its own salt and price in it."""
    return _hasher.hash(_plain(password))


def password_fits(password: str, kept: str) -> bool:
    """Is this the password of the hash? For `""` (nobody, or no password yet) it takes as long to say no."""
    try:
        return _hasher.verify(kept or NOBODY, _plain(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def hashed_too_cheaply(kept: str) -> bool:
    """Was the hash made at another price than hashes are made now?"""
    return _hasher.check_needs_rehash(kept)


def password_problem(password: str, name: str = "") -> str | None:
    """What is wrong with a new password, and what would be right; None when it may serve."""
    plain = _plain(password)
    if len(plain) < SHORTEST_PASSWORD:
        return f"the password is too short: take at least {SHORTEST_PASSWORD} characters"
    if len(plain) > LONGEST_PASSWORD:
        return f"the password is too long: take at most {LONGEST_PASSWORD} characters"
    if len(set(plain)) < 4 or plain.casefold().strip() == folded(name):
        return "the password is too easy to guess: take several words that do not belong together"
    return None


def name_problem(name: str) -> str | None:
    """What is wrong with a new person's name; None when it may serve."""
    if not name.strip():
        return "the name is empty"
    if len(name) > LONGEST_NAME:
        return f"the name is too long: take at most {LONGEST_NAME} characters"
    if name != name.strip() or not name.isprintable():
        return "the name holds spaces at its ends, or characters that cannot be seen"
    return None


def folded(name: str) -> str:
    """The form in which names are compared: no two people differ by capitals or ligatures alone."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def new_secret() -> str:
    """256 bits that nobody can guess, as letters that may stand in cookies and addresses."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """A token for a program."""
    return TOKEN_PREFIX + new_secret()


def kept_of(secret: str, *more: str) -> str:
    """What is kept of a secret that was made up here: its digest; with `more`, one that only fits where
    those are the same still."""
    return hashlib.sha256("\x00".join((secret, *more)).encode("utf-8", "replace")).hexdigest()


def same_secret(given: str, known: str | None) -> bool:
    """Compared as digests, in a time that tells neither content nor length. An empty secret is none."""
    usable = known if known and known.strip() else None
    digests = [
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (given, usable or "")
    ]
    return hmac.compare_digest(*digests) & (usable is not None)


def _plain(password: str) -> str:
    """One form for what keyboards write in several."""
    return unicodedata.normalize("NFKC", password)
