"""How the C library keeps memory for threads. Says nothing of what is put there."""

from __future__ import annotations

import ctypes

#: Of <malloc.h> of the GNU C library: how many arenas there may be.
M_ARENA_MAX = -8
#: The program computes in one thread at a time; more arenas would only lie half empty.
ARENAS = 1


def share_arenas() -> None:
    """Let all threads of this process take memory from one place, so that what one of them held for a moment
    (a page of megabytes, and its packed form) serves the next. Elsewhere than on Linux nothing happens."""
    try:
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
    except (AttributeError, OSError, TypeError):
        return
