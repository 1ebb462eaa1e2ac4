"""One at a time: whoever writes into a package's folder keeps others from it meanwhile."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ckanext.infoprog.core.cycle.notes import stop


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a package's folder; where another command holds it, refuse at once.

    The lock is the folder's own and ends with the process: nothing is left behind.
    """
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stop("cycle-busy", table="reports", key=folder.name)
        yield
    finally:
        os.close(held)
