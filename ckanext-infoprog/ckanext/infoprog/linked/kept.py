"""Pages of linked data that need not be written anew while what they say stays the same.

They lie in Redis, one for each address; a Redis that is away only makes answers slower.
"""

import datetime as dt
import logging
import zlib
from dataclasses import dataclass
from typing import Any, Final

from ckan.lib import redis
from redis.exceptions import RedisError

from ckanext.infoprog import config

log = logging.getLogger(__name__)

SECONDS: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """What an address says, by its digest, and since when it has been known to say so."""

    address: str
    digest: str
    since: dt.datetime

    @property
    def last_modified(self) -> dt.datetime | None:
        """Return the moment for caches; none within the second in which it may change again."""
        return self.since if _now() > self.since else None


def look(address: str, digest: str) -> Kept | None:
    """Return since when an address says what it says now; None where nobody can remember."""
    try:
        store, key = redis.connect_to_redis(), _key(address)
        known, since = store.hmget(key, "digest", "since")
        if known == digest.encode() and since:
            return Kept(address, digest, dt.datetime.fromisoformat(since.decode()))
        found = Kept(address, digest, _now())
        pipe = store.pipeline()
        pipe.delete(key)
        _put(pipe, key, {"digest": digest, "since": found.since.isoformat()})
        pipe.execute()
    except RedisError:
        log.warning("nothing is kept of %s: Redis does not answer", address)
        return None
    return found


def text(kept: Kept | None) -> str | None:
    """Return what was written of it before, None where it is to be written."""
    if kept is None:
        return None
    try:
        written = redis.connect_to_redis().hget(_key(kept.address), "text") or b""
    except RedisError:
        return None
    mark = kept.digest.encode()
    return zlib.decompress(written[len(mark) :]).decode() if written.startswith(mark) else None


def keep(kept: Kept | None, written: str) -> None:
    """Keep what was written, under its digest: it may have changed meanwhile."""
    if kept is None:
        return
    packed = kept.digest.encode() + zlib.compress(written.encode(), 1)
    try:
        _put(redis.connect_to_redis(), _key(kept.address), {"text": packed})
    except RedisError:
        log.warning("%s is not kept: Redis does not answer", kept.address)


def _put(store: Any, key: str, values: dict[str, str | bytes]) -> None:  # noqa: ANN401 - or a pipeline
    store.hset(key, mapping=values)
    store.expire(key, SECONDS)


def _key(address: str) -> str:
    return f"infoprog:{config.site_id()}:linked:{address}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
