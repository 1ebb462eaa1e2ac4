"""A portal read as a harvester reads it: its search, its catalogue, one dataset; never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from ckanext.infoprog.core.client import Client, PortalError
from ckanext.infoprog.core.harvest import dcatway, rdf
from ckanext.infoprog.core.harvest.rdf import Graph, GraphError

Dataset = Mapping[str, Any]
ACTIONS: Final = "api/3/action"
ROWS: Final = 100
_PAGES: Final = 1000
_HIDDEN: Final = frozenset({"not-found", "denied"})


class Portal:
    """One portal, by its public API."""

    def __init__(self, client: Client) -> None:
        """Keep the client, which knows the address."""
        self.client = client

    def datasets(self) -> tuple[Dataset, ...]:
        """Return every dataset that strangers see, once, as the search gives it."""
        found: dict[str, Dataset] = {}
        for page in range(_PAGES):
            told = self._see("package_search", rows=ROWS, start=page * ROWS, sort="id asc")
            found |= {str(one["id"]): one for one in told["results"]}
            if (page + 1) * ROWS >= told["count"]:
                break
        return tuple(found.values())

    def organization(self, name: str) -> Dataset | None:
        """Return an organisation with its codes, None where there is none of this name."""
        return self._seen("organization_show", id=name, include_extras="true")

    def dataset(self, name: str) -> Dataset | None:
        """Return a dataset by its id or name, None where strangers see none."""
        return self._seen("package_show", id=name)

    def by_extra(self, key: str, value: str) -> Dataset | None:
        """Return the dataset that has an extra of this value."""
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        told = self._see("package_search", fq=f'extras_{key}:"{quoted}"', rows=1)
        found: list[Dataset] = told["results"]
        return found[0] if found else None

    def catalogue(self, url: str) -> Iterator[Graph]:
        """Yield the pages of the catalogue from the address that a source has."""
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            graph = dcatway.read(self._page(url))
            yield graph
            url = dcatway.next_page(graph)

    def _page(self, url: str) -> str:
        """Return a page as text; one that no harvester takes in one piece is refused."""
        parts = urlsplit(url)
        content = bytearray()
        query = dict(parse_qsl(parts.query))
        for _, piece in self.client.stream(parts.path.lstrip("/"), query=query):
            content += piece
            if len(content) > rdf.MOST_BYTES:
                raise GraphError(f"{url} is larger than {rdf.MOST_BYTES} bytes.")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise GraphError(f"{url} is not UTF-8.") from error

    def _seen(self, action: str, **query: object) -> Dataset | None:
        """Return what an action shows, None where there is nothing for strangers."""
        try:
            return self._see(action, **query)
        except PortalError as error:
            if error.code in _HIDDEN:
                return None
            raise

    def _see(self, action: str, **query: object) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.client.get(ACTIONS, action, **query).data["result"]
        return found
