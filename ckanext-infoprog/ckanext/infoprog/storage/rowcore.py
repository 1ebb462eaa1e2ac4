"""The Solr core of rows, as far as we use it: asked, filled, emptied; its loss is an error of ours.

Each portal has a core of its own. What stands in it names the portal all the same, so that two
that share one by mistake do not remove each other's rows.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import pysolr

from ckanext.infoprog import config

Json = dict[str, Any]

TIMEOUT = 20
BATCH = 200
MOST_STAMPS = 100_000


class CoreAwayError(Exception):
    """The core of rows does not answer, or there is none; the message says which."""


def is_set() -> bool:
    """Tell whether this portal has a core of rows."""
    return bool(config.rows_solr_url())


def ask(params: Mapping[str, Any]) -> Json:
    """Return Solr's answer to a search among this portal's rows."""
    given = {**params, "fq": [_own(), *params.get("fq", ())], "wt": "json"}
    try:
        answer: Json = _core().search(**given).raw_response
    except (pysolr.SolrError, ValueError) as error:
        raise CoreAwayError(str(error)) from error
    return answer


def stamps(package_id: str | None = None) -> frozenset[str]:
    """Return the states of packages that stand in the core, of one package or of all."""
    return _counted("kind:head", package_id)


def strays(package_id: str | None = None) -> frozenset[str]:
    """Return the states of packages of which any row stands in the core, whole or not."""
    return _counted("*:*", package_id)


def put(documents: Iterable[Json]) -> None:
    """Add documents in their order and show them; those of the same id are replaced."""
    site, batch = config.site_id(), []
    try:
        for one in documents:
            batch.append({**one, "site": site})
            if len(batch) == BATCH:
                _core().add(batch, commit=False)
                batch = []
        _core().add(batch, commit=True)
    except pysolr.SolrError as error:
        raise CoreAwayError(str(error)) from error


def remove(*, packages: Iterable[str] = (), stamps: Iterable[str] = ()) -> None:
    """Remove the rows of these packages, and of these states of packages."""
    wanted = [("package", one) for one in packages] + [("stamp", one) for one in stamps]
    try:
        for field, value in wanted:
            _core().delete(q=f"+{_own()} +{field}:{_quoted(value)}", commit=False)
        if wanted:
            _core().commit()
    except pysolr.SolrError as error:
        raise CoreAwayError(str(error)) from error


def clear() -> None:
    """Remove all rows of this portal."""
    try:
        _core().delete(q=_own(), commit=True)
    except pysolr.SolrError as error:
        raise CoreAwayError(str(error)) from error


def _counted(query: str, package_id: str | None) -> frozenset[str]:
    of_package = [f"package:{_quoted(package_id)}"] if package_id else []
    answer = ask({
        "q": query, "fq": of_package, "rows": 0, "facet": "true", "facet.field": "stamp",
        "facet.limit": MOST_STAMPS, "facet.mincount": 1,
    })  # fmt: skip
    return frozenset(answer["facet_counts"]["facet_fields"]["stamp"][::2])


def _own() -> str:
    return f"site:{_quoted(config.site_id())}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _core() -> pysolr.Solr:
    address = config.rows_solr_url()
    if not address:
        raise CoreAwayError("ckanext.infoprog.rows_solr_url is not set")
    return _connection(address)


@lru_cache(maxsize=4)
def _connection(address: str) -> pysolr.Solr:
    return pysolr.Solr(address, timeout=TIMEOUT)
