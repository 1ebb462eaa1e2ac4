"""The city's datasets as harvests find them, and the table of what became of their fields."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import requests

from ckanext.infoprog.core.harvest.carried import Outcome
from ckanext.infoprog.core.harvest.compare import Arrival
from portal import sites
from portal.settings import ROOT
from tests.portal.publishing import City

Json = dict[str, Any]
CITY: Final = "kropyvnytska-miska-rada"
PACKAGES: Final = ("kropyvnytskyi-2025-2027", "kropyvnytskyi-dataset-register")
HAND_MADE: Final = "nabir-zroblenyi-vruchnu"
HEADS: Final = (
    "plain ckan",
    "plain dcat",
    "national ckan",
    "national dcat",
    "peer ckan",
    "peer dcat",
)
# Whatever a dataset made by hand can say; files of all three kinds of address.
BY_HAND: Final[Json] = {
    "title": "Набір, зроблений вручну",
    "title_en": "A dataset made by hand",
    "notes": "Опис із абзацами.\n\nДругий абзац: «лапки», апостроф ’ і <кутові> дужки.",
    "notes_en": "A description with paragraphs.\n\nThe second one.",
    "infoprog_purpose": "Рішення ради. Показати, що заплановано.",
    "infoprog_purpose_en": "A decision of the council. To show what is planned.",
    "infoprog_keywords_en": "budget, city's plan",
    "infoprog_language": "ua",
    "infoprog_update_frequency": "once a week",
    "infoprog_data_as_of": "2026-11-01",
    "infoprog_annex_item": "additional",
    "infoprog_temporal_start": "2025-01-01",
    "infoprog_temporal_end": "2027-12-31",
    "infoprog_spatial": "Кропивницька міська територіальна громада",
    "infoprog_catuttc": "UA35040000000034705",
    "infoprog_publisher_name": "Кропивницька міська рада",
    "infoprog_publisher_id": "26241020",
    "infoprog_conforms_to": "https://datapackage.org/profiles/1.0/datapackage.json",
    "infoprog_structure": "https://example.org/structure.csv",
    "maintainer": "Олена Тестенко",
    "maintainer_email": "opendata@test.example.org",
    "author": "Відділ інформатизації",
    "author_email": "viddil@test.example.org",
    "url": "https://example.org/source",
    "version": "2.1",
    "license_id": "cc-zero",
    "tags": [{"name": "бюджет"}, {"name": "цифровий розвиток"}],
    "resources": [
        {"url": "https://example.org/plan.csv", "name": "План", "format": "CSV", "size": 12},
        {"url": "https://example.org/zvit.pdf", "name": "Звіт", "format": "PDF"},
    ],
}


def published(city: City, place: Path) -> list[Json]:
    """Publish the city's packages, make its dataset by hand; return all as their source shows them.

    The contact of the shipped organisations is a placeholder, which no dataset carries: here it
    stands for somebody.
    """
    folder = place / "datasets"
    folder.mkdir()
    entries = (ROOT / "datasets" / "organizations.yaml").read_text("utf-8")
    named = entries.replace("placeholder: true", "placeholder: false")
    (folder / "organizations.yaml").write_text(named, encoding="utf-8")
    for name in PACKAGES:
        copy = Path(shutil.copytree(ROOT / "datasets" / name, folder / name))
        done = city.publish(copy)
        assert done.error is None
    make_by_hand(city)
    return source(city)


def make_by_hand(city: City) -> None:
    """Make the dataset that no publication makes, or bring it back to what it says."""
    there = HAND_MADE in known(city)
    ask(city, "package_update" if there else "package_create", **hand_made())


def known(city: City) -> list[str]:
    """Return the names of the city's datasets, private and deleted ones too."""
    found = city.sql(sites.CITY.database, "SELECT name FROM package")
    return [name for (name,) in found]


def hand_made() -> Json:
    """Return what the dataset made by hand says."""
    return (
        {**BY_HAND, "id": HAND_MADE}
        | {"name": HAND_MADE, "owner_org": CITY}
        | {"state": "active", "private": False}
    )


def ask(city: City, action: str, **data: object) -> Any:  # noqa: ANN401 - JSON
    """Return what an action answers the publisher."""
    plain = dict(data)
    if action == "package_create":
        plain.pop("id", None)
    headers = {"Authorization": city.token_file.read_text().strip()}
    answer = requests.post(
        f"{city.url}/api/3/action/{action}", json=plain, headers=headers, timeout=120
    )
    assert answer.status_code == 200, answer.text[:2000]
    return answer.json()["result"]


def source(city: City) -> list[Json]:
    """Return what the city gives under its own name."""
    query = {"fq": f"organization:{CITY}", "rows": 1000, "sort": "id asc"}
    return list(city.ask("package_search", **query)["results"])


def partner(one: Mapping[str, Any], arrived: Mapping[str, Json]) -> Json | None:
    """Return what a dataset has become on a target: by its id, else by its URI."""
    for other in arrived.values():
        said = {extra["key"]: extra["value"] for extra in other.get("extras") or ()}
        if other["id"] == one["id"] or one["uri"] in (other.get("uri"), said.get("uri")):
            return other
    return None


def address(city: City, path: str) -> tuple[str, Json]:
    """Return the address and the settings of a source that takes this city's datasets alone."""
    if path == "ckan":
        return city.url, {"organizations_filter_include": [CITY]}
    return f"{city.url}/catalog.xml?fq=organization:{CITY}", {"rdf_format": "xml"}


class Seen:
    """What became of every field on every target, one line a field."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._cells: dict[str, dict[str, set[Outcome]]] = {}

    def add(self, arrivals: tuple[Arrival, ...]) -> None:
        """Take in what became of one dataset."""
        for one in arrivals:
            field = re.sub(r"resources\[\d+\]", "resource", one.field)
            cell = f"{one.kind} {one.path}"
            self._cells.setdefault(field, {}).setdefault(cell, set()).add(one.outcome)

    def lines(self) -> Iterator[str]:
        """Yield the table."""
        if self._cells:
            yield "| field | " + " | ".join(HEADS) + " |"
            yield "|" + "---|" * (len(HEADS) + 1)
        for field, cells in self._cells.items():
            said = [", ".join(sorted(cells.get(head, ()))) or "–" for head in HEADS]
            yield f"| `{field}` | " + " | ".join(said) + " |"


def differing(arrivals: tuple[Arrival, ...]) -> list[str]:
    """Return what arrived otherwise than the table says, in words."""
    return [
        f"{one.field} at {one.place}: {json.dumps(one.source_value, ensure_ascii=False)[:200]} -> "
        f"{json.dumps(one.target_value, ensure_ascii=False)[:200]}"
        for one in arrivals
        if one.outcome is Outcome.DIFFERS
    ]
