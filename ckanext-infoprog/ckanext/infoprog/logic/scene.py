"""What the reporting cycle on the portal is about: a programme's version and one of its periods."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ckanext.infoprog import passports
from ckanext.infoprog.core.cycle import agenda, period
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import cyclejson
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import room
from ckanext.infoprog.storage.received import Place
from ckanext.infoprog.storage.versions import Pointer


@dataclass(frozen=True, slots=True)
class Scene:
    """What everything here is about: a programme's current version and one of its periods."""

    pointer: Pointer
    package: Package
    when: Period

    @property
    def place(self) -> Place:
        """Where the answers of the period are kept."""
        return Place(self.pointer.package_id, self.when.code)


def asked(data: Mapping[str, Any]) -> Scene:
    """Return what an action of the cycle is asked about."""
    return of(data["package"], data.get("period"))


def of(name: str, code: str | None) -> Scene:
    """Return the period that is asked for, or the one at hand; what is no programme is refused."""
    found = pointer(name)
    package = room.package(found)
    if len(records(package, "programme")) != 1:
        raise RefusedError("cycle-no-programme", package=found.name)
    if code:
        return Scene(found, package, period.parse(code))
    due = agenda.at_hand(agenda.agenda(package), passports.today())
    return Scene(found, package, due.period if due else Period(passports.today().year))


def pointer(name: str) -> Pointer:
    """Return the current version of a programme; one that was taken down has no cycle."""
    found = reading.pointer(name)
    if found.withdrawn:
        raise RefusedError("not-published", package=found.name)
    return found


@contextmanager
def told() -> Iterator[None]:
    """Turn what stops the cycle into a refusal that says the same in both languages."""
    try:
        yield
    except CycleError as error:
        found = cyclejson.issues(error.issues)
        said = {lang: " ".join(one["message"][lang] for one in found) for lang in ("uk", "en")}
        raise RefusedError("cycle", **said, findings=found) from error
