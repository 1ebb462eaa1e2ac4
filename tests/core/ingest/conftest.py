"""Helpers of these tests: files made in memory and a small schema with every type."""

import importlib.util
from pathlib import Path

import pytest

from ckanext.infoprog.core import schema


def _load(name: str):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def books():
    """Return the builders of files."""
    return _load("books")


@pytest.fixture(scope="session")
def mutators():
    """Return the seeded mutators."""
    return _load("mutators")


def _field(name: str, kind: str, title: str, title_en: str, **more: object):
    words = {"title": title, "title_en": title_en, "description": ".", "description_en": "."}
    return {"name": name, "type": kind, "example": "x", "constraints": {}} | words | more


@pytest.fixture(scope="session")
def works():
    """Return a schema of nine fields: every type, an amount and an EDRPOU code."""
    return schema.from_descriptor(
        {
            "name": "works",
            "table": "works",
            "version": "1.0.0",
            "title": "Роботи",
            "title_en": "Works",
            "description": ".",
            "description_en": ".",
            "primaryKey": ["workId"],
            "fields": [
                _field("workId", "string", "Код роботи", "Work code"),
                _field("title", "string", "Назва роботи", "Title of the work"),
                _field("edrpou", "string", "Код ЄДРПОУ", "EDRPOU",
                       constraints={"pattern": "^[0-9]{8}$"}),
                _field("amount", "number", "Сума, грн", "Amount, UAH", decimals=2),
                _field("share", "number", "Частка", "Share"),
                _field("count", "integer", "Кількість", "Count"),
                _field("year", "year", "Рік", "Year"),
                _field("startDate", "date", "Дата початку", "Start date"),
                _field("done", "boolean", "Виконано", "Done"),
            ],
        }
    )  # fmt: skip
