"""Publications by one person on one portal: publish, undo, withdraw, resume."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.publish import local, request
from ckanext.infoprog.core.publish.apply import Course
from ckanext.infoprog.core.publish.dataset import contact
from ckanext.infoprog.core.publish.follow import Pace
from ckanext.infoprog.core.publish.manifest import Withdrawal
from ckanext.infoprog.core.publish.plan import Plan
from ckanext.infoprog.core.publish.progress import Doing, Tell
from ckanext.infoprog.core.publish.publication import Base, Drift, Publication
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.remote import Remote
from ckanext.infoprog.core.publish.request import Request, Wishes

HOPELESS: Final = frozenset(
    {"unreachable", "timeout", "lost", "unavailable", "truncated", "certificate", "not-ours",
     "not-data", "redirected", "anonymous"}
)  # fmt: skip


def is_hopeless(error: InfoprogError) -> bool:
    """Whether the next package would fail in the same way: the portal or the token is at fault."""
    return isinstance(error, RefusedError | PortalError) and error.code in HOPELESS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a package: its publication, or the error that it failed by.

    `rows` is how many rows changed, None where nobody counted; `drift` is what was changed on the
    portal by hand and is now set back; `sent` counts bytes; `nobody` is the organisation whose
    contact person nobody has named yet.
    """

    package: str
    publication: Publication | None = None
    rows: int | None = None
    sent: int = 0
    drift: tuple[Drift, ...] = ()
    address: str = ""
    nobody: str = ""
    error: InfoprogError | None = None


@dataclass(slots=True)
class Publisher:
    """Makes publications one after another; `course` is the one under way, if any."""

    remote: Remote
    wishes: Wishes
    tell: Tell
    pace: Pace = field(default_factory=Pace)
    course: Course | None = None

    def publish(self, folder: Path, today: date, plan: Plan | None = None) -> Outcome:
        """Publish the package of a folder, with a plan exactly as planned or not at all."""
        self.tell(Doing("look"))
        here = local.look(folder, today)
        local.stop_at_findings(here, allow_warnings=self.wishes.allow_warnings)
        if plan is not None:
            plan.refuse_other(here)
        base = self.remote.base(here.name, here.meta.organization)
        asked = request.publishing(here, plan.base if plan else base.version, self.wishes)
        if plan is not None:
            asked = request.as_planned(asked, plan.metadata_hash, plan.expected)
        nobody = "" if all(contact(here.entry).values()) else here.meta.organization
        return replace(self._run(asked, folder), drift=base.drift, nobody=nobody)

    def undo(self, package: str, to: int) -> Outcome:
        """Publish an earlier version anew."""
        organization, base = self._standing(package)
        return self._run(request.undoing(package, organization, base.version, to, self.wishes))

    def withdraw(self, package: str, why: Withdrawal) -> Outcome:
        """Take a dataset down, with the reason."""
        organization, base = self._standing(package)
        wishes = self.wishes
        return self._run(request.withdrawing(package, organization, base.version, why, wishes))

    def resume(self, publication: str) -> Outcome:
        """Carry a publication to its end that was held or broken off behind its sending."""
        self.course = Course(self.remote, self.tell, self.pace)
        return self._outcome(self.course, self.course.resume(publication))

    def failed(self, package: str, error: InfoprogError) -> Outcome:
        """Return the outcome of a package that failed."""
        sent = self.course.sent if self.course else 0
        self.course = None
        return Outcome(package, sent=sent, error=error)

    def _run(self, asked: Request, folder: Path | None = None) -> Outcome:
        """Carry a request through."""
        self.course = Course(self.remote, self.tell, self.pace)
        return self._outcome(self.course, self.course.run(asked, folder))

    def _standing(self, package: str) -> tuple[str, Base]:
        """Return the organisation of a published dataset, and what stands of it on the portal."""
        try:
            organization = str(self.remote.dataset(package)["organization"]["name"])
        except PortalError as error:
            if error.code != "not-found":
                raise
            raise RefusedError("not-published", package=package) from error
        base = self.remote.base(package, organization)
        if not base.managed:
            raise RefusedError("not-published", package=package)
        return organization, base

    def _outcome(self, course: Course, done: Publication) -> Outcome:
        """Return what became of a publication."""
        held = not done.over
        path = ("dataset", done.package, *(("publication", done.id) if held else ()))
        address = self.remote.client.address.at(*path)
        self.course = None
        rows = self._changed_rows(done) if done.state == "done" else None
        return Outcome(done.package, done, rows, course.sent, address=address)

    def _changed_rows(self, done: Publication) -> int | None:
        """Return how many rows a version changed; a portal that cannot say so now is no failure."""
        if not done.version:
            return None
        try:
            found = self.remote.difference(done.package, done.base, done.version, 0)
        except InfoprogError:
            return None
        return sum(one.total for one in found.own)
