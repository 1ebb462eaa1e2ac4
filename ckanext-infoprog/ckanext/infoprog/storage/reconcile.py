"""What publications left undone: finished after their decision, taken back before it."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator

from ckan import model

from ckanext.infoprog import config
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import (
    checking,
    extracts,
    garbage,
    journal,
    locks,
    publication,
    rowindex,
    staging,
    switch,
    uploads,
)
from ckanext.infoprog.storage.journal import Publication

log = logging.getLogger(__name__)


def once() -> list[str]:
    """Look at every publication under way; return what was done, a sentence each."""
    done = [said for one in journal.unfinished() if (said := _settle(one))]
    return [*done, *_sweep(), *_rows(), *_extracts()]


def forever(chores: Iterable[Callable[[], object]] = ()) -> None:
    """Look again and again; a store that is away now may be there the next time.

    The chores are done at the start and then every hour.
    """
    swept = float("-inf")
    while True:
        try:
            for sentence in once():
                log.warning("%s", sentence)
            if time.monotonic() - swept > 3600:
                for chore in (garbage.collect, *chores):
                    chore()
                swept = time.monotonic()
        except Exception:
            log.exception("reconcile could not finish its round")
        finally:
            model.Session.remove()
        time.sleep(config.reconcile_every())


def _settle(one: Publication) -> str | None:
    """Finish or take back a publication that nobody works on; None where somebody does."""
    try:
        with locks.package(one.package):
            found = journal.get(one.id)
            if found.is_over:
                return None
            if found.is_decided:
                publication.carry_on(journal.take(found))
                return f"finished publication {one.id} of {one.package}"
            if not journal.is_abandoned(found):
                return None
            since = found.heartbeat.isoformat(timespec="seconds")
            reason = RefusedError("expired", id=one.id, since=since)
            publication.take_back(journal.take(found), "expired", reason.to_dict())
            return f"took back publication {one.id} of {one.package}"
    except RefusedError as refused:
        if refused.code not in ("busy", "fenced"):
            log.warning("publication %s waits: %s", one.id, refused)
        return None
    except Exception:
        log.exception("publication %s could not be finished; it will be tried again", one.id)
        model.Session.rollback()
        return None


def _rows() -> Iterator[str]:
    """Bring the search of rows to what is open now: its core may have been away."""
    if changed := rowindex.follow():
        yield f"brought the rows of {changed} packages up to date in the search"


def _extracts() -> Iterator[str]:
    """Draw what the pages of the whole portal need, of versions that have it not yet.

    After an update that are all of them: publications do not wait for the last.
    """
    total, drawn = 0, extracts.MOST
    while drawn == extracts.MOST:
        drawn = extracts.follow()
        total += drawn
        for one in journal.unfinished() if drawn else ():
            _settle(one)
    if total:
        yield f"drew what the pages of the portal need of {total} packages"


def _sweep() -> Iterator[str]:
    """Remove what finished publications left behind.

    What is left is looked up before who is under way: what begins in between is not touched.
    """
    tables, files = staging.leftovers(), {*uploads.leftovers(), *checking.leftovers()}
    under_way = {one.id for one in journal.unfinished()}
    for publication_id in sorted(tables - under_way):
        switch.clean(publication_id)
        yield f"dropped tables of publication {publication_id}"
    for publication_id in sorted(files - under_way):
        uploads.discard(publication_id)
        checking.clear(publication_id)
        yield f"removed files of publication {publication_id}"
