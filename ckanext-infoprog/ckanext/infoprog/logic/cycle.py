"""The reporting cycle on the portal: how a period stands, and who answers for what.

Who may is asked before, by the actions. What changes the data is a publication like any other.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ckan import model

from ckanext.infoprog import passports
from ckanext.infoprog.core.cycle import agenda, duties, editions, membership, standing
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.membership import Kind, Wish
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.reports import cyclejson
from ckanext.infoprog.logic import delivery
from ckanext.infoprog.logic.scene import Scene
from ckanext.infoprog.storage import received
from ckanext.infoprog.storage.versions import Pointer

Json = dict[str, Any]


def show(at: Scene) -> Json:
    """Return how a period stands: duties, days left, a row per body, who has not answered."""
    kept, moments, last, given = (
        read(at.place) for read in (received.kept, received.moments, received.last, received.given)
    )
    rows = standing.standings(at.package, at.when, kept)
    due, today = agenda.due_of(at.package, at.when), passports.today()
    report = at.package.tables["reports"].by_key() if "reports" in at.package.tables else {}
    return {
        "package": at.pointer.name,
        "version": at.pointer.version,
        **cyclejson.due(due, today, len(kept)),
        "edition": {
            "id": editions.last(at.package, at.when.end),
            "title": editions.title(at.package, at.when.end),
        },
        "duties": cyclejson.duties_of(at.package, at.when),
        "has_duty": duties.duty(at.package, at.when) is not None,
        "official": bool(report.get(at.when.report_id, {}).get("official")),
        "public": received.is_public(at.place),
        "bodies": [
            {**_body(one, moments, last), "given": _given(given.get(one.body))} for one in rows
        ],  # fmt: skip
        "missing": [one.body for one in rows if one.asked and one.kept is None],
        "periods": periods(at.pointer, at.package),
    }


def periods(found: Pointer, package: Package) -> list[Json]:
    """Return the periods of a programme, each with its deadline and how many have answered."""
    counts, today = received.counts(found.package_id), passports.today()
    return [
        cyclejson.due(one, today, counts.get(one.period.code, 0)) for one in agenda.agenda(package)
    ]


def members(at: Scene) -> Json:
    """Return who answers for what, and what nobody of its own answers for."""
    return cyclejson.members(at.package, Answering(at.package, at.when))


def change_members(
    folder: Path, new: Sequence[str], removed: Sequence[Json], added: Sequence[Json]
) -> list[str]:
    """Write who answers into the package of a folder; return the bodies that are new."""
    made = [membership.new_body(folder, name) for name in new]
    for named, remove in ((removed, True), (added, False)):
        for one in named:
            membership.change(folder, Wish(Kind(one["kind"]), one["key"], one["body"], remove))
    return made


def _body(
    one: standing.Standing,
    moments: Mapping[str, tuple[Any, str]],
    last: Mapping[str, received.File],
) -> Json:
    """Return a body's row with when its answer came, and its last file where that was refused."""
    row = cyclejson.standing(one)
    if row["received"]:
        at, user_id = moments[one.body]
        row["received"] |= {"at": at.isoformat(timespec="seconds"), "by": _who(user_id)}
    found = last.get(one.body)
    is_bad = found is not None and found.outcome == received.REFUSED
    row["refused"] = delivery.file(found) if found is not None and is_bad else None
    return row


def _given(one: received.File | None) -> Json | None:
    """Return when the form of a body was given out last, and to whom."""
    if one is None or one.received is None:
        return None
    return {"at": one.received.isoformat(timespec="seconds"), "by": _who(one.user_id)}


def _who(user_id: str) -> str:
    user = model.User.get(user_id)
    return user.display_name if user else user_id
