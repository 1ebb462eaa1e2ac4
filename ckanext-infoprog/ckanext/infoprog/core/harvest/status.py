"""One run over source and target: what left us, and what has become of it there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.harvest import judging, matching, moments
from ckanext.infoprog.core.harvest.links import Links
from ckanext.infoprog.core.harvest.matching import Dataset
from ckanext.infoprog.core.harvest.reader import Listing, Presence, Reader
from ckanext.infoprog.core.harvest.standing import Failure, Noted, Standing, State, Status
from ckanext.infoprog.core.harvest.terms import Terms
from ckanext.infoprog.core.issues import Issue

_GONE: Final = frozenset({"reading-unreachable", "reading-timeout", "reading-refused"})
_OTHER: Final = frozenset({"arrival-changed", "arrival-files-changed", "arrival-hash",
                           "arrival-file-missing", "arrival-file-extra"})  # fmt: skip
_PATIENCE: Final = 3  # datasets in a row that fail before the portal counts as failing


@dataclass(frozen=True, slots=True)
class Run:
    """What a run reads and by what it judges; `exported` tells whether a dataset is to leave."""

    source: Reader
    target: Reader
    terms: Terms
    exported: Callable[[Dataset], bool]
    own: frozenset[str]
    organization: str | None = None
    links: Links | None = None
    tell: Callable[[int, int], None] = lambda _done, _total: None


def look(run: Run, before: Status | None = None) -> Status:
    """Return how our datasets stand on the target; `before` is what the last run knew.

    Raises PortalError where the source is not read whole, or the target not at all.
    """
    listed = _whole(run.source)
    ours = [one for one in listed if run.exported(one)]
    theirs = run.target.datasets(run.organization)
    known = {one.id: one for one in before.standings} if before else {}
    course = _Course(run, theirs, known)
    standings = list(_each(course, ours, run.tell))
    standings += course.others(ours, listed)
    return Status(
        source=run.source.address.url,
        target=run.target.address.url,
        at=run.terms.now.isoformat(timespec="seconds"),
        read=len(theirs.datasets),
        told=theirs.told,
        standings=tuple(sorted(standings, key=lambda one: (one.name, one.id))),
        failure=course.failure(),
    )


def _whole(source: Reader) -> tuple[Dataset, ...]:
    """Return all our datasets; without them nobody can say what is missing elsewhere."""
    listing = source.datasets()
    if listing.failure:
        raise listing.failure
    if not listing.is_complete:
        raise PortalError(
            "reading-incomplete", address=source.address.url,
            told=listing.told, count=len(listing.datasets),
        )  # fmt: skip
    return listing.datasets


def _each(
    course: _Course, ours: list[Dataset], tell: Callable[[int, int], None]
) -> Iterator[Standing]:
    for at, one in enumerate(ours):
        tell(at, len(ours))
        yield course.standing(one)
    tell(len(ours), len(ours))


class _Course:
    """A run under way: what the target has listed, and whether it still answers."""

    def __init__(self, run: Run, theirs: Listing, known: Mapping[str, Standing]) -> None:
        self.run, self.theirs, self.known = run, theirs, known
        self._matched: set[str] = set()
        self._in_a_row = 0
        self._failed: PortalError | None = theirs.failure

    def failure(self) -> Failure | None:
        """Return why the target was not read to its end, where it was not."""
        return Failure(self._failed.code, plain(self._failed.params)) if self._failed else None

    def standing(self, ours: Dataset) -> Standing:
        """Return how one of our datasets stands there."""
        if self._in_a_row >= _PATIENCE:
            return self._unread(ours, str(self._failed.code if self._failed else ""))
        try:
            found = self._found(ours)
        except PortalError as error:
            self._failed = error
            self._in_a_row += _PATIENCE if error.code in _GONE else 1
            return self._unread(ours, error.code)
        self._in_a_row = 0
        return found

    def others(self, ours: Iterable[Dataset], listed: Iterable[Dataset]) -> list[Standing]:
        """Return what is there under our name and should not be."""
        exported = {str(one["id"]) for one in ours}
        made = []
        for one in self.theirs.datasets:
            if one["id"] in self._matched or not self._is_ours(one):
                continue
            origin = next(iter(matching.same(one, listed)), None)
            if origin is not None and str(origin["id"]) in exported:
                continue  # it was matched, or could not be read this time
            code = "arrival-left" if origin is None else "arrival-foreign"
            state = State.LEFT if origin is None else State.FOREIGN
            made.append(self._noted(one, state, [self._note(code, str(one["name"]))], one))
        return made

    def _is_ours(self, theirs: Dataset) -> bool:
        return matching.claims(theirs, self.run.own, frozenset(self.known))

    def _found(self, ours: Dataset) -> Standing:
        """Return the standing of a dataset that is asked for now."""
        listed = matching.same(ours, self.theirs.datasets)
        self._matched |= {str(one["id"]) for one in listed}
        wanted = str(listed[0]["id"] if listed else ours["id"])
        answer = self.run.target.dataset(wanted)
        if answer.presence is Presence.HIDDEN:
            return self._noted(ours, State.HIDDEN, [self._note("arrival-hidden", ours["name"])])
        if answer.presence is Presence.THERE:
            return self._there(ours, answer.dataset, listed[1:])
        return self._absent(ours)

    def _there(self, ours: Dataset, theirs: Dataset, more: Iterable[Dataset]) -> Standing:
        """Return the standing of a dataset that is there."""
        terms = self.run.terms
        judged = judging.judge(ours, theirs, terms)
        issues = [*judged.issues]
        issues += [self._note("arrival-twice", ours["name"], other=self._at(one)) for one in more]
        if self.run.links:
            issues += self.run.links.judge(ours, theirs, terms)
        is_changed = any(one.code in _OTHER for one in issues)
        stale = State.STALE if judged.behind is not None else None
        state = stale or (State.CHANGED if is_changed else State.ARRIVED)
        made = self._noted(ours, state, issues, theirs)
        return replace(made, behind=judged.behind, seen=self._now())

    def _absent(self, ours: Dataset) -> Standing:
        """Return the standing of a dataset that is not there, as far as that is sure."""
        if not self.theirs.is_complete:
            return self._unread(ours, "reading-incomplete")
        terms, before = self.run.terms, self.known.get(str(ours["id"]))
        since = _absent_since(ours, before, terms.now)
        until = since + terms.grace
        issues = list(self._slug(ours))
        if terms.now < until:
            words = {"since": since.isoformat(), "until": moments.day(until).isoformat()}
            note, state = self._note("arrival-waiting", ours["name"], **words), State.WAITING
        else:
            days = (terms.now - since).days
            note = self._note("arrival-missing", ours["name"], since=since.isoformat(), days=days)
            state = State.MISSING
        made = self._noted(ours, state, [note, *issues])
        seen = before.seen if before else None
        return replace(made, absent=since.isoformat(timespec="seconds"), seen=seen)

    def _slug(self, ours: Dataset) -> Iterator[Issue]:
        """Yield that another dataset stands at the address that ours would have had."""
        for one in self.theirs.datasets:
            if one.get("name") == ours["name"]:
                title = str(one.get("title") or one["name"])[:200]
                yield self._note("arrival-slug", ours["name"], other=title)

    def _unread(self, ours: Dataset, reason: str) -> Standing:
        """Return what was known before of a dataset that could not be read now."""
        before = self.known.get(str(ours["id"]))
        since = before.as_of if before else ""
        issue = self._note("arrival-unread", ours["name"], reason=reason, since=since or "–")
        if before is None:
            return replace(self._noted(ours, State.UNREAD, [issue]), as_of="")
        kept = tuple(one for one in before.notes if one.issue.code != issue.code)
        return replace(before, notes=(*kept, self._since(issue, before)))

    def _noted(
        self, ours: Dataset, state: State, issues: Iterable[Issue], theirs: Dataset | None = None
    ) -> Standing:
        before = self.known.get(str(ours["id"]))
        return Standing(
            id=str(ours["id"]),
            name=str(ours["name"]),
            title=str(ours.get("title") or ours["name"]),
            state=state,
            as_of=self._now(),
            address=self._at(theirs) if theirs else "",
            seen=before.seen if before else None,
            notes=tuple(self._since(one, before) for one in sorted(issues)),
        )

    def _since(self, issue: Issue, before: Standing | None) -> Noted:
        """Return an issue with the moment at which a run met it first."""
        place = (issue.code, issue.field)
        for one in before.notes if before else ():
            if (one.issue.code, one.issue.field) == place:
                return Noted(issue, one.since)
        return Noted(issue, self._now())

    def _note(self, code: str, path: str, **more: str | int) -> Issue:
        return self.run.terms.note(code, path, **cast("dict[str, Any]", more))

    def _now(self) -> str:
        return self.run.terms.now.isoformat(timespec="seconds")

    def _at(self, theirs: Dataset) -> str:
        return self.run.target.address.at("dataset", str(theirs.get("name") or theirs["id"]))


def _absent_since(ours: Dataset, before: Standing | None, now: datetime) -> datetime:
    """Return since when a dataset has not been seen: by the runs, else since it was published."""
    if before is not None and before.absent:
        return moments.moment(before.absent) or now
    if before is not None and before.seen:
        return now
    published = moments.moment(ours.get("metadata_created"))
    return min(published or now, now)


def plain(params: Mapping[str, object]) -> dict[str, str | int | float]:
    """Return the parameters of a failure as JSON keeps them."""
    return {
        name: one if isinstance(one, (int, float)) else str(one)
        for name, one in params.items()
        if one is not None
    }
