"""A small working folder: one city with a programme, its two built packages, and an example."""

from datetime import date
from pathlib import Path

from ckanext.infoprog.core import schema, tablefile
from ckanext.infoprog.core.model import Cell
from ckanext.infoprog.core.workspace import Workspace

ORGANISATIONS = """\
- slug: misto
  name: Зразкова міська рада
  edrpou: "00000001"
  contact:
    person: Відділ даних
    email: data@example.org
"""

META = """\
name: {name}
title_uk: {title}
title_en: Dataset {name}
description_uk: Опис {name}
description_en: Description of {name}
organization: misto
publisherName: Зразкова міська рада
publisherId: "00000001"
catuttc: null
purpose_uk: Рішення ради
purpose_en: Decision of the council
language: ua
updateFrequency: once a quarter
keywords_uk: [програма, дані]
keywords_en: [programme, data]
temporalStart: null
temporalEnd: null
dataAsOf: null
version: "1.0.0"
license: cc-by
sources: []
"""

LISTS = """\
schemas: {programs: rda835Programs, amendments: rda835Amendments, reports: rda835Reports}
built: [programs, amendments, reports]
"""
REGISTER = "schemas: {register: rda835Register}\nbuilt: [register]\n"

ACT = {
    "legalActType": "Рішення",
    "legalActTitle": "Про Програму",
    "legalActNumber": "12",
    "legalActAccepted": date(2025, 12, 18),
    "legalActUrl": None,
}


def make(root: Path, **changes: Cell) -> Workspace:
    """Return a working folder under `root`; `changes` are cells of the programme's row."""
    datasets = root / "datasets"
    datasets.mkdir(parents=True)
    (datasets / "organizations.yaml").write_text(ORGANISATIONS, encoding="utf-8")
    package(datasets, "misto-2026-2027", "Програма міста")
    package(datasets, "misto-dataset-register", "Реєстр (фрагмент)", REGISTER)
    package(datasets, "misto-target-programs", "Перелік (фрагмент)", LISTS)
    programme(datasets / "misto-2026-2027", changes)
    return Workspace(root)


def package(datasets: Path, name: str, title: str, more: str = "") -> Path:
    """Write a package.yaml; return the package's folder."""
    folder = datasets / name
    folder.mkdir()
    text = META.format(name=name, title=title) + more
    (folder / "package.yaml").write_text(text, encoding="utf-8")
    return folder


def programme(folder: Path, changes: dict[str, Cell]) -> None:
    """Write a programme with an amendment and two reports, one of them official."""
    row = {
        "programmeId": "misto-2026-2027",
        "title": "Програма цифрового розвитку",
        "validFrom": date(2026, 1, 1),
        "validThrough": date(2027, 12, 31),
        "status": "Чинна",
        "executantName": "Відділ даних",
        "executantId": "viddil",
        "publisherName": "Зразкова міська рада",
        "publisherId": "00000001",
        **ACT,
        **changes,
    }
    own = {"programmeId": "misto-2026-2027"}
    amending = {"legalActNumber": "45", "legalActAccepted": date(2026, 6, 25)}
    write(folder, "programme", row)
    write(
        folder,
        "editions",
        {"editionId": "original", "number": 1, **own, **ACT},
        {"editionId": "a1", "number": 2, **own, **ACT, **amending},
    )
    write(folder, "executants", {"executantId": "viddil", "edrpou": "00000019", "kind": "body"})
    year = {"periodStart": date(2026, 1, 1), "periodEnd": date(2026, 12, 31), **own}
    write(
        folder,
        "reports",
        {"reportId": "r-2026", "kind": "results", "title": "Звіт", "official": True, **year},
        {"reportId": "q1", "kind": "statusInfo", "title": "Лист", "official": False, **year},
    )


def write(folder: Path, table: str, *rows: dict[str, Cell]) -> None:
    """Write a table file of a package."""
    tablefile.write_table(folder / "data" / f"{table}.csv", rows, schema.load(table))
