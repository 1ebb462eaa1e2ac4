"""Pages of the catalogue: in an order that stays, none of them too large, nothing private."""

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.search import SearchError
from ckanext.dcat.exceptions import RDFProfileException
from ckanext.dcat.processors import RDFSerializer
from dateutil.parser import parse

from ckanext.infoprog import addresses
from ckanext.infoprog.linked import catalog, kept, state
from ckanext.infoprog.linked.kept import Kept

#: What harvesters take in one piece: ckanext-dcat's own refuses more.
MOST_BYTES: Final = 50_000_000
#: Bytes of a dataset and of a file without their texts, in the longest serialisation.
DATASET_BYTES: Final = 20_000
FILE_BYTES: Final = 6_000
#: A sign may be written as an entity of five, and a text twice.
GROWTH: Final = 5
LAST_ROW: Final = 2**31 - 1  # the index counts no further
ENDINGS: Final = ("ttl", "xml", "rdf", "jsonld", "n3")
KEPT: Final = ("modified_since", "q", "fq", "profiles")
IDENTIFIER: Final = re.compile(r"[0-9A-Za-z_-]{1,100}")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the catalogue, not yet written; equal digests are equal pages."""

    datasets: list[Json]
    serializer: RDFSerializer
    ending: str
    paging: Json
    digest: str
    kept: Kept | None

    def text(self) -> str:
        """Return the page in its format, as it was written before where nothing has changed."""
        before = kept.text(self.kept)
        if before is not None:
            return before
        found = self.serializer.serialize_catalog({}, self.datasets, self.ending, self.paging)
        text = found if isinstance(found, str) else found.decode()
        kept.keep(self.kept, text)
        return text


def show(asked: Mapping[str, Any]) -> str:
    """Return a page as text in the format asked."""
    return page(asked).text()


def page(asked: Mapping[str, Any]) -> Page:
    """Return a page in the format asked; what cannot be understood is a ValidationError.

    It is the visitors' catalogue whoever asks. A page beyond the last is ObjectNotFound.
    """
    ending = str(asked.get("format") or "xml")
    if ending not in ENDINGS:
        raise tk.ValidationError({"format": [f"one of {', '.join(ENDINGS)}"]})
    serializer = _serializer(asked.get("profiles"))
    number, size = _number(asked.get("page")), page_size()
    found = _search(asked, size, size * (number - 1))
    last = max(1, -(-found["count"] // size))
    if number > last:
        raise tk.ObjectNotFound(f"The last page is {last}")
    public = [one for one in found["results"] if not one["private"] and one["state"] == "active"]
    total = _search({**asked, "after": ""}, 0, 0)["count"] if asked.get("after") else found["count"]
    paging = _paging(asked, number, last, found["results"])
    paging |= {"count": total, "items_per_page": size}
    told = {"ending": ending, "paging": paging, "profiles": asked.get("profiles")}
    digest = state.digest(public, modified=catalog.modified(), **told)
    whole = not any(asked.get(name) for name in KEPT)
    place = number + (total - found["count"]) // size  # as many addresses as there are pages
    address = f"catalog.{ending}?page={place}" + ("&after" if asked.get("after") else "")
    since = kept.look(address, digest) if whole else None  # a search has as many pages as words
    return Page(public, serializer, ending, paging, digest, since)


def _serializer(profiles: object) -> RDFSerializer:
    """Return who writes the page, by the profiles asked for."""
    names = profiles.split(",") if isinstance(profiles, str) and profiles else profiles
    try:
        return RDFSerializer(profiles=names or None)
    except RDFProfileException as error:
        raise tk.ValidationError({"profiles": [str(error)]}) from error


def page_size() -> int:
    """Return how many datasets a page has: as many as set, fewer where they are large."""
    wanted = max(1, int(tk.config.get("ckanext.dcat.datasets_per_page") or 100))
    wanted = min(wanted, int(tk.config.get("ckan.search.rows_max") or 1000))
    totals = list(itertools.accumulate(_largest(wanted)))
    if not totals or totals[-1] <= MOST_BYTES:
        return wanted
    return max(1, sum(1 for total in totals if total <= MOST_BYTES))


def _largest(count: int) -> list[int]:
    """Return the bytes that the largest public datasets may take, the largest first."""
    package, file = model.package_table.c, model.resource_table.c
    texts = [package.title, package.notes, package.extras]
    own = DATASET_BYTES + GROWTH * _octets(texts)
    each = FILE_BYTES + GROWTH * _octets([file.name, file.description, file.url])
    each = sa.case((file.id.is_(None), 0), else_=each)
    joined = model.package_table.outerjoin(
        model.resource_table, (file.package_id == package.id) & (file.state == "active")
    )
    size = (own + sa.func.sum(each)).label("size")
    query = (
        sa.select(size)
        .select_from(joined)
        .where(package.state == "active", package.private.is_(False))
        .group_by(package.id)
        .order_by(size.desc())
        .limit(count)
    )
    return [int(one) for one in model.Session.execute(query).scalars()]


def _octets(columns: list[Any]) -> Any:  # noqa: ANN401 - an expression of SQL
    """Return the bytes of some texts together."""
    lengths = (sa.func.octet_length(sa.func.coalesce(sa.cast(c, sa.Text), "")) for c in columns)
    return sum(lengths, start=sa.literal(0))


def _number(value: object) -> int:
    text = str(value or 1)
    if not (text.isascii() and text.isdecimal() and int(text[:20])):
        raise tk.ValidationError({"page": [f"{text[:40]} is no page: pages begin with 1"]})
    return int(text[:20])


def _search(asked: Mapping[str, Any], size: int, start: int) -> Json:
    """Return the public datasets of a page; a query that the index cannot read is refused."""
    if start > LAST_ROW:
        raise tk.ObjectNotFound("No catalogue is so long")
    limits = ["-dataset_type:harvest", "-dataset_type:showcase", *_since(asked), *_after(asked)]
    query = {
        **{"q": str(asked.get("q") or "*:*"), "fq": str(asked.get("fq") or "")},
        "fq_list": limits,
        **{"rows": size, "start": start, "sort": "id asc"},
    }
    try:
        return dict(tk.get_action("package_search")({"user": ""}, query))
    except SearchError as error:
        raise tk.ValidationError({"q": ["the search cannot be read"]}) from error


def _since(asked: Mapping[str, Any]) -> list[str]:
    """Return the condition of `modified_since`; a moment without an offset is UTC."""
    text = asked.get("modified_since")
    if not text:
        return []
    try:
        found = parse(str(text))
        moment = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
        told = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError) as error:
        message = "no moment: write it as 2026-11-21 or 2026-11-21T10:00:00Z"
        raise tk.ValidationError({"modified_since": [message]}) from error
    return [f"metadata_modified:[{told} TO *]"]


def _after(asked: Mapping[str, Any]) -> list[str]:
    """Return the condition of `after`: the datasets whose identifiers follow this one."""
    text = str(asked.get("after") or "")
    if not text:
        return []
    if not IDENTIFIER.fullmatch(text):
        raise tk.ValidationError({"after": ["no identifier of a dataset"]})
    return [f'id:{{"{text}" TO *]']


def _paging(asked: Mapping[str, Any], number: int, last: int, results: list[Json]) -> Json:
    """Return the addresses of this page and of its neighbours.

    The next page is what follows the last dataset of this one: a number would leave a dataset out
    where another has been removed meanwhile, and who harvests by DCAT deletes what is left out.
    """
    path = f"/catalog.{asked.get('format') or 'xml'}"
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    here = {"after": asked["after"]} if asked.get("after") else {}
    numbers = {"current": number, "first": 1, "last": last}
    numbers |= {"previous": number - 1} if number > 1 else {}
    pages: dict[str, Json] = {name: {**here, "page": at} for name, at in numbers.items()}
    pages |= {"next": {"after": results[-1]["id"]}} if number < last and results else {}
    return {
        name: addresses.absolute(f"{path}?{urlencode({**kept, **page}, doseq=True)}")
        for name, page in pages.items()
    }
