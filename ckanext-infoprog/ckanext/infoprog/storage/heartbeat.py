"""Signs of life while a step takes long, and what the step is doing."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from ckanext.infoprog.storage import journal
from ckanext.infoprog.storage.journal import Publication

EVERY = 3.0

log = logging.getLogger(__name__)


class Pulse:
    """Writes the latest progress of a publication to the journal every few seconds."""

    def __init__(self, publication: Publication) -> None:
        """Begin with no progress."""
        self._id, self._fence = publication.id, publication.fence
        self._progress: Mapping[str, Any] | None = None
        self._over = threading.Event()

    def tell(self, **progress: object) -> None:
        """Keep what is being done for the next sign of life."""
        self._progress = progress

    def beat_on(self) -> None:
        """Beat until it is over; a lost database is no reason to stop trying."""
        while not self._over.wait(EVERY):
            try:
                journal.beat(self._id, self._fence, self._progress)
            except SQLAlchemyError as error:
                log.warning("no sign of life of %s could be written: %s", self._id, error)

    def end(self) -> None:
        """Stop beating."""
        self._over.set()


@contextmanager
def pulse(publication: Publication) -> Iterator[Pulse]:
    """Beat for a publication as long as the block lasts."""
    beating = Pulse(publication)
    thread = threading.Thread(target=beating.beat_on, daemon=True)
    thread.start()
    try:
        yield beating
    finally:
        beating.end()
        thread.join()
