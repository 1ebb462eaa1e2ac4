"""The register of datasets of Resolution 835, from passports; annex 7 names its columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from ckanext.infoprog.core import schema, tablefile
from ckanext.infoprog.core.model import Row, TableSchema
from ckanext.infoprog.core.passport.record import Passport

TABLE: Final = "rda835Register"


def declared() -> TableSchema:
    """Return the schema of the register: its columns in order, with their words."""
    return schema.load(TABLE)


def row(of: Passport) -> Row:
    """Return the row of a dataset; what is not known is None."""
    told = {
        "uid": of.id,
        "title": of.title["uk"],
        "description": of.description["uk"],
        "accrualPeriodicity": of.frequency,
        "keywords": ", ".join(of.keywords["uk"]),
        "purpose": of.purpose["uk"],
        "url": of.page,
        "distributionFormat": ", ".join(sorted(of.formats)),
        "publisherName": of.publisher.name["uk"],
        "publisherId": of.publisher.edrpou,
        "contactPointName": of.contact_name,
        "contactPointEmail": of.contact_email,
    }
    return {column: told[column] or None for column in declared().columns}


def csv_text(rows: Iterable[Row]) -> str:
    """Return the register as CSV, as `infoprog build` writes it."""
    return tablefile.write_text(rows, declared())


def json_text(rows: Iterable[Row]) -> str:
    """Return the register as JSON: a list of rows."""
    return json.dumps(tablefile.in_order(rows, declared()), ensure_ascii=False, indent=2) + "\n"
