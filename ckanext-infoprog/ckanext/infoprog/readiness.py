"""Checks of what the portal stands on; each ends within its time, well or not."""

import datetime as dt
import os
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any

import ckan.plugins as p
import rq
import sqlalchemy as sa
from ckan import model
from ckan.lib import jobs, redis, search
from ckanext.datastore.backend import postgres

from ckanext.infoprog import config
from ckanext.infoprog.storage import rowcore, rowindex

Check = Callable[[], dict[str, Any]]
SECOND_LOOK = 0.3
PUBLIC = "+entity_type:package +state:active +capacity:public"

_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="infoprog-ready")
_running: dict[str, Future[dict[str, Any]]] = {}


class NotWellError(Exception):
    """A part of the portal does not do its work; the message says how it shows."""


def _database() -> dict[str, Any]:
    with model.meta.engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
    return {}


def _datastore() -> dict[str, Any]:
    with postgres.get_read_engine().connect() as connection:
        connection.execute(sa.text("SELECT 1"))
    return {}


def _redis() -> dict[str, Any]:
    redis.connect_to_redis().ping()
    return {}


def _is_gone(worker: rq.Worker) -> bool:
    """Tell whether the worker ran on this machine and its process is no more."""
    if worker.hostname != socket.gethostname() or not worker.pid:
        return False
    try:
        os.kill(worker.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _worker() -> dict[str, Any]:
    workers = rq.Worker.all(queue=jobs.get_queue())
    beats = [one.last_heartbeat for one in workers if one.last_heartbeat and not _is_gone(one)]
    if not beats:
        raise NotWellError("no job worker is running")
    newest = max(beat.replace(tzinfo=None) for beat in beats)
    silence = (dt.datetime.now(dt.UTC).replace(tzinfo=None) - newest).total_seconds()
    if silence > config.worker_silence():
        raise NotWellError(f"the last heartbeat of a job worker was {silence:.0f} s ago")
    return {"workers": len(beats), "silence_seconds": max(0, round(silence))}


def _counts() -> tuple[int, int]:
    """Return the active public datasets in the database and in the index."""
    with model.meta.engine.connect() as connection:
        stored = connection.execute(
            sa.text("SELECT count(*) FROM package WHERE state = 'active' AND NOT private")
        ).scalar_one()
    site = config.site_id()
    fq = f'{PUBLIC} +site_id:"{site}"'
    indexed = search.make_connection().search("*:*", fq=fq, rows=0).hits
    return int(stored), int(indexed)


def _index() -> dict[str, Any]:
    stored, indexed = _counts()
    if stored != indexed:
        raise NotWellError(f"the index holds {indexed} public datasets, the database {stored}")
    return {"datasets": stored}


def _rows() -> dict[str, Any]:
    """Tell how many packages the search of rows lacks; they are filled in within seconds."""
    try:
        return {"behind": rowindex.behind()}
    except rowcore.CoreAwayError as away:
        raise NotWellError("the core of rows does not answer") from away
    finally:
        model.Session.remove()


def checks() -> dict[str, Check]:
    """Return the checks of this portal by the name of the part."""
    parts: dict[str, Check] = {
        "database": _database,
        "redis": _redis,
        "worker": _worker,
        "index": _index,
    }
    if p.plugin_loaded("datastore"):
        parts["datastore"] = _datastore
    if rowcore.is_set():
        parts["rows"] = _rows
    return parts


def _start(name: str, check: Check) -> Future[dict[str, Any]]:
    """Start the check, or return the one still under way: a hung part never piles up threads."""
    future = _running.get(name)
    if future is None or future.done():
        future = _running[name] = _pool.submit(check)
    return future


def _outcome(future: Future[dict[str, Any]], deadline: float) -> dict[str, Any]:
    try:
        details = future.result(max(0.0, deadline - time.monotonic()))
    except FutureTimeoutError:
        return {"ok": False, "reason": "no answer in time"}
    except NotWellError as error:
        return {"ok": False, "reason": str(error)}
    except Exception as error:  # noqa: BLE001 - any fault of a part is what the check reports
        return {"ok": False, "reason": type(error).__name__}
    return {"ok": True, **details}


def report() -> tuple[bool, dict[str, dict[str, Any]]]:
    """Return whether every part is well, and the state of each."""
    started = {name: _start(name, check) for name, check in checks().items()}
    deadline = time.monotonic() + config.ready_timeout()
    parts = {name: _outcome(future, deadline) for name, future in started.items()}
    return all(part["ok"] for part in parts.values()), dict(sorted(parts.items()))


def catalogue_is_full() -> bool:
    """Tell whether the index holds every public dataset, counted anew at each call.

    A yes that is trusted for some seconds would let a harvester read the first seconds of a
    rebuild as a catalogue, and delete what it misses there. A dataset just saved is indexed a
    moment after its commit: a gap is looked at twice.
    """
    if _is_full():
        return True
    time.sleep(SECOND_LOOK)
    return _is_full()


def search_answers() -> bool:
    """Tell whether the search index answers at all, however full it is."""
    future = _start("search", _ping_search)
    try:
        future.result(config.ready_timeout())
    except Exception:  # noqa: BLE001 - whatever keeps it from answering
        return False
    return True


def _ping_search() -> dict[str, Any]:
    search.make_connection().search("*:*", rows=0)
    return {}


def _is_full() -> bool:
    future = _start("catalogue", _compare)
    try:
        return bool(future.result(config.ready_timeout())["full"])
    except Exception:  # noqa: BLE001 - no count is no full catalogue
        return False


def _compare() -> dict[str, Any]:
    stored, indexed = _counts()
    return {"full": indexed >= stored}
