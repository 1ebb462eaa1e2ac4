"""The list of local target programmes of Resolution 835: programmes, amendments, reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from ckanext.infoprog.core.derive.city import City, Programme
from ckanext.infoprog.core.model import Cell, Row

_ACT: Final = (
    "legalActType",
    "legalActTitle",
    "legalActAccepted",
    "legalActNumber",
    "legalActUrl",
)


def programs(city: City) -> Iterator[Row]:
    """Yield a row for each programme of the city."""
    for one in city.programmes:
        row = one.row
        yield {
            "uid": programme_uid(one),
            **{name: row[name] for name in ("title", "validFrom", "validThrough", "status")},
            "executantName": row["executantName"],
            "executantId": _edrpou(one),
            "programUrl": city.page(one.package),
            **{name: row[name] for name in _ACT},
            **_publisher(city, one),
        }


def amendments(city: City) -> Iterator[Row]:
    """Yield a row for each act that amended a programme: every edition but the first."""
    for one in city.programmes:
        for edition in _amending(one):
            own = f"{one.row['programmeId']}-{edition['editionId']}"
            yield {
                "uid": act_uid(edition) or own,
                "programId": programme_uid(one),
                "programTitle": one.row["title"],
                **{name: edition[name] for name in _ACT},
                **_publisher(city, one),
            }


def reports(city: City) -> Iterator[Row]:
    """Yield a row for each report that its publisher has marked for the official list."""
    for one in city.programmes:
        for report in one.tables["reports"]:
            if report["official"] and report["programmeId"] == one.row["programmeId"]:
                yield {
                    "uid": f"{one.row['programmeId']}-{report['reportId']}",
                    "acceptedDate": report["acceptedDate"],
                    "title": report["title"],
                    "periodStartDate": report["periodStart"],
                    "periodEndDate": report["periodEnd"],
                    "programId": programme_uid(one),
                    "programTitle": one.row["title"],
                    "url": report["url"] or city.page(one.package),
                }


def programme_uid(programme: Programme) -> Cell:
    """Return the programme's uid: of its act, else its own id."""
    return act_uid(programme.row) or programme.row["programmeId"]


def act_uid(row: Row) -> str | None:
    """Return an act's number and date (`719-2014-05-29`); None where either is not printed."""
    number, accepted = row["legalActNumber"], row["legalActAccepted"]
    if not isinstance(number, str) or not isinstance(accepted, date):
        return None
    return f"{''.join(number.split())}-{accepted.isoformat()}"


def _amending(programme: Programme) -> list[Row]:
    """Return the editions of a programme behind its first one."""
    own = [
        e for e in programme.tables["editions"] if e["programmeId"] == programme.row["programmeId"]
    ]
    return sorted(own, key=lambda e: int(str(e["number"])))[1:]


def _edrpou(programme: Programme) -> Cell:
    """Return the executor's code in the state register; None where no document states it."""
    wanted = programme.row["executantId"]
    found = (r for r in programme.tables["executants"] if r["executantId"] == wanted)
    return next((row["edrpou"] for row in found), None)


def _publisher(city: City, programme: Programme) -> dict[str, Cell]:
    """Return the publisher: as the programme names it, else as organizations.yaml does."""
    return {
        "publisherName": programme.row["publisherName"] or city.organisation.name,
        "publisherId": programme.row["publisherId"] or city.organisation.edrpou,
    }
