"""A passport says what the catalogue and the versions say, and nothing that they do not."""

import json
from typing import Any

import pytest

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.passport import annex, contents, register
from ckanext.infoprog.core.passport.record import Version, passport, said, utc

Json = dict[str, Any]
PAGE = "https://data.rada.example/dataset/prohrama"
VERSIONS = (
    Version(1, "2026-05-01T09:00:00+00:00", f"{PAGE}/version/1", "a" * 64),
    Version(4, "2026-11-21T09:00:00+00:00", f"{PAGE}/version/4", "b" * 64),
)
COUNCIL = {
    "name": "miska-rada",
    "title": "Міська рада",
    "extras": [
        {"key": "edrpou", "value": "26241020"},
        {"key": "katottg", "value": "UA35040000000034705"},
        {"key": "name_en", "value": "City Council"},
    ],
}
FILES = [
    {
        "id": "r1",
        "name": "Заходи",
        "name_en": "Measures",
        "format": "csv",
        "url": f"{PAGE}/file/measures.csv",
        "hash": "c" * 64,
        "size": 1200,
        "infoprog_name": "measures",
        "infoprog_kind": "table",
        "infoprog_rows": "44",
        "schema": json.dumps({"fields": [{"name": "measureId", "type": "string"}]}),
    },
    {"id": "r2", "name": "Архів", "format": "ZIP", "infoprog_kind": "zip", "url": "x"},
    {
        "id": "r3",
        "name": "Структура",
        "format": "CSV",
        "infoprog_kind": "structure",
        "url": f"{PAGE}/file/structure.csv",
    },
]
DATASET = {
    "id": "3d906c7b-185f-5176-a640-c555251c956a",
    "name": "prohrama",
    "title": "Програма",
    "title_en": "Programme",
    "notes": "Опис",
    "infoprog_purpose": "Рішення ради",
    "infoprog_language": "ua",
    "infoprog_update_frequency": "once a quarter",
    "infoprog_data_as_of": "2026-11-01",
    "infoprog_temporal_start": "2025-01-01",
    "infoprog_annex_item": "additional",
    "infoprog_keywords_en": "programme, budget",
    "maintainer": "Олена Гнатюк",
    "maintainer_email": "data@rada.example",
    "license_id": "cc-by",
    "license_title": "CC BY",
    "tags": [{"name": "програма"}, {"name": "бюджет"}],
    "metadata_created": "2026-05-02T10:00:00.123456",
    "metadata_modified": "2026-11-22T10:00:00",
    "resources": FILES,
}


class TestPassport:
    def test_dates_of_versions(self) -> None:
        """First publication and last change are those of the first and of the current version."""
        found = passport(DATASET, COUNCIL, page=PAGE, versions=VERSIONS)
        assert (found.issued, found.modified) == (VERSIONS[0].created, VERSIONS[1].created)

    def test_dates_without_versions(self) -> None:
        """A dataset made by hand has CKAN's dates, said in UTC."""
        found = passport(DATASET, COUNCIL, page=PAGE)
        assert found.issued == "2026-05-02T10:00:00.123456+00:00"
        assert found.modified == "2026-11-22T10:00:00+00:00"

    def test_files(self) -> None:
        """Formats come once each in their order, archives are named as compression too."""
        found = passport(DATASET, COUNCIL, page=PAGE, permanent={"r3": f"{PAGE}/v/structure.csv"})
        assert (found.formats, found.compression) == (("CSV", "ZIP"), ("ZIP",))
        assert found.structure == f"{PAGE}/v/structure.csv"
        assert [one.rows for one in found.files] == [44, None, None]

    @pytest.mark.parametrize(
        ("declared", "publisher"),
        [
            ({}, ("Міська рада", "26241020", False)),
            ({"infoprog_publisher_name": "Міська рада"}, ("Міська рада", "26241020", False)),
            (
                {"infoprog_publisher_name": "Виконком", "infoprog_publisher_id": "26241020"},
                ("Виконком", "26241020", False),
            ),
            ({"infoprog_publisher_name": "Асоціація"}, ("Асоціація", "", True)),
            ({"infoprog_publisher_id": "00013480"}, ("Міська рада", "00013480", True)),
        ],
    )
    def test_publisher(self, declared: Json, publisher: tuple[str, str, bool]) -> None:
        """Another publisher than the organisation is told by its code, else by its name."""
        found = passport({**DATASET, **declared}, COUNCIL, page=PAGE).publisher
        assert (found.name["uk"], found.edrpou, found.is_other) == publisher

    def test_address(self) -> None:
        """The stored address is kept whatever the portal is called now."""
        stored = passport({**DATASET, "uri": "http://old.example/1"}, None, page=PAGE)
        assert (stored.uri, stored.page) == ("http://old.example/1", PAGE)

    @pytest.mark.parametrize(
        "schema", ["", "[]", "{", '{"fields": 1}', '{"fields": [1]}', '{"fields": [{}]}', "null"]
    )
    def test_schema_that_is_none(self, schema: str) -> None:
        """What stands in the place of a schema and is none counts as unknown."""
        file = {**FILES[0], "schema": schema}
        assert passport({**DATASET, "resources": [file]}, None, page=PAGE).tables == ()

    def test_empty(self) -> None:
        """A dataset of which nothing is known has a passport of unknowns."""
        found = passport({"id": "1", "name": "n"}, None, page=PAGE)
        unknown = [one for one in contents.contents(found, {}) if not one.said("uk")]
        assert [one.heading.key for one in unknown] == [
            *("title", "description", "purpose", "language", "formats", "compression"),
            *("issued", "modified", "dataAsOf", "updateFrequency", "keywords", "structure"),
            *("publisherName", "publisherId", "contactName", "contactEmail", "annexItem"),
            *("licence", "temporal", "spatial", "catuttc", "conformsTo", "version"),
        ]


class TestWords:
    def test_other_language(self) -> None:
        """A text that a language lacks is said in the other one."""
        assert said({"uk": "Опис", "en": ""}, "en") == "Опис"

    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2026-11-21T12:00:00+02:00", "2026-11-21T10:00:00+00:00"),
            ("2026-11-21T12:00:00", "2026-11-21T12:00:00+00:00"),
            ("", ""),
            ("yesterday", ""),
        ],
    )
    def test_moment(self, text: str, moment: str) -> None:
        """Moments are said in UTC; what is none is unknown."""
        assert utc(text) == moment


class TestJson:
    def test_keys(self) -> None:
        """The elements of the law come first, in its order, under Ukrainian keys."""
        found = contents.to_dict(passport(DATASET, COUNCIL, page=PAGE), annex.items())
        assert list(found["паспорт"])[:18] == [
            "Ідентифікаційний номер",
            "Назва набору даних",
            "Стислий опис змісту",
            "Підстава та призначення збору інформації",
            "Мова інформації",
            "Формати, в яких доступний набір даних",
            "Формат стиснення",
            "Дата і час першого оприлюднення",
            "Дата і час внесення останніх змін",
            "Дата актуальності даних",
            "Періодичність оновлення",
            "Ключові слова",
            "Посилання на набір даних",
            "Посилання на структуру набору даних",
            "Розпорядник інформації",
            "Код ЄДРПОУ розпорядника",
            "Відповідальна особа",
            "Електронна пошта відповідальної особи",
        ]
        assert found["паспорт"]["Періодичність оновлення"] == "Щокварталу"
        assert found["паспорт"]["Код КАТОТТГ"] is None
        assert found["паспорт"]["Файли"][0] == {"measures.csv": f"{PAGE}/file/measures.csv"}

    def test_stable(self) -> None:
        """English keys bring codes with their words, texts by language, null for the unknown."""
        found = contents.to_dict(passport(DATASET, COUNCIL, page=PAGE), annex.items())["passport"]
        assert found["updateFrequency"] == {
            "code": "once a quarter",
            "label": {"uk": "Щокварталу", "en": "Once a quarter"},
        }
        assert found["title"] == {"uk": "Програма", "en": "Programme"}
        assert found["keywords"]["en"] == ["programme", "budget"]
        assert found["temporal"]["code"] == "2025-01-01/.."
        assert (found["spatial"], found["publisherId"]) == (None, "26241020")
        assert found["files"][0]["rows"] == 44

    def test_national(self) -> None:
        """The national portal's keys bring its own values and nothing that is unknown."""
        found = contents.to_dict(passport(DATASET, COUNCIL, page=PAGE), annex.items())
        assert found["data.gov.ua"] == {
            "id": DATASET["id"],
            "title": "Програма",
            "notes": "Опис",
            "purpose_of_collecting_information": "Рішення ради",
            "language": "ua",
            "metadata_created": "2026-05-02T10:00:00.123456+00:00",
            "metadata_modified": "2026-11-22T10:00:00+00:00",
            "update_frequency": "once a quarter",
            "tag_string": "програма, бюджет",
            "maintainer": "Олена Гнатюк",
            "maintainer_email": "data@rada.example",
            "license_id": "cc-by",
        }


class TestRegister:
    def test_row(self) -> None:
        """A dataset's row has the twelve columns of annex 7, null where nothing is known."""
        row = register.row(passport({**DATASET, "maintainer": ""}, COUNCIL, page=PAGE))
        assert tuple(row) == schema.load(register.TABLE).columns
        assert register.csv_text([row]).splitlines()[1] == (
            '3d906c7b-185f-5176-a640-c555251c956a,Програма,Опис,once a quarter,"програма, бюджет",'
            f'Рішення ради,{PAGE},"CSV, ZIP",Міська рада,26241020,null,data@rada.example'
        )
