"""What is wrong with one dataset on another portal: ours beside theirs, issue by issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.harvest import matching, moments
from ckanext.infoprog.core.harvest.matching import Dataset, value
from ckanext.infoprog.core.issues import Issue, Param, Severity
from ckanext.infoprog.core.passport import freshness, vocabulary

MODIFIED: Final = "metadata_modified"
# The other portal's required fields, and where we keep what stands in them.
REQUIRED: Final[Mapping[str, str]] = {
    "title": "title",
    "notes": "notes",
    "purpose_of_collecting_information": "infoprog_purpose",
    "update_frequency": "infoprog_update_frequency",
    "language": "infoprog_language",
    "maintainer": "maintainer",
    "maintainer_email": "maintainer_email",
}
# Their own copy of the passport under our names: then they have our schema and not the nation's.
PEERS_SIGN: Final = "infoprog_purpose"
_LONG_HASH: Final = 64
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a portal is judged: its name, the moment, and how long may pass without alarm."""

    target: str
    now: datetime
    within: timedelta = timedelta(hours=48)
    grace: timedelta = timedelta(days=7)

    def note(
        self,
        code: str,
        path: str,
        severity: Severity | None = None,
        *,
        field: str | None = None,
        value: str | None = None,
        **more: Param,
    ) -> Issue:
        """Return an issue with a dataset on this portal."""
        return catalogue.issue(
            code,
            path=path,
            severity=severity,
            field=field and short(field),
            value=value and short(value),
            target=self.target,
            **cast("dict[str, Any]", more),
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """What a pair of datasets amounts to; `behind` is for how many hours theirs has been older."""

    behind: int | None
    issues: tuple[Issue, ...]


def judge(ours: Dataset, theirs: Dataset, terms: Terms) -> Judged:
    """Return all that is wrong with their copy of a dataset of ours."""
    behind = _behind(ours, theirs, terms)
    found = [*_dates(ours, theirs, terms), *_required(ours, theirs, terms)]
    found += [*_frequency(ours, theirs, terms), *_badge(ours, theirs, terms)]
    if behind is None:
        found += [*_fields(ours, theirs, terms), *_files(ours, theirs, terms)]
    else:
        found.append(_stale(ours, theirs, behind, terms))
    return Judged(behind, tuple(sorted(found)))


def is_harvested_as_dcat(ours: Dataset, theirs: Dataset) -> bool:
    """Tell whether a dataset came by DCAT: then it has an id of its own."""
    return bool(theirs["id"] != ours["id"])


def _moments(ours: Dataset, theirs: Dataset) -> tuple[str, str]:
    """Return when ours was changed last, and which moment of ours theirs was made from."""
    carried = value(theirs, "modified")
    if is_harvested_as_dcat(ours, theirs) and carried:
        return value(ours, "infoprog_published") or value(ours, MODIFIED), carried
    return value(ours, MODIFIED), value(theirs, MODIFIED)


def _behind(ours: Dataset, theirs: Dataset, terms: Terms) -> int | None:
    """Return for how many hours a change of ours has not been there; None where it is."""
    here, there = (moments.moment(text) for text in _moments(ours, theirs))
    if here is None or there is None or there >= here:
        return None
    return moments.hours(here, terms.now)


def _stale(ours: Dataset, theirs: Dataset, behind: int, terms: Terms) -> Issue:
    here, there = _moments(ours, theirs)
    late = timedelta(hours=behind) >= terms.within
    severity = Severity.ERROR if late else Severity.NOTICE
    return terms.note(
        "arrival-stale", ours["name"], severity, hours=behind, ours=here, theirs=there
    )


def _dates(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield what is odd about the dates of their copy."""
    for field in ("metadata_created", MODIFIED, "issued", "modified"):
        text = value(theirs, field)
        if text and (odd := moments.odd(text, terms.now)):
            yield terms.note("arrival-date", ours["name"], field=field, value=text, odd=odd)


def _required(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield the required fields that have a value here and none there."""
    if value(theirs, PEERS_SIGN):
        return
    for field, own in REQUIRED.items():
        if not value(theirs, field).strip() and (here := value(ours, own).strip()):
            yield terms.note("arrival-empty", ours["name"], field=field, ours=short(here))
    if ours.get("tags") and not theirs.get("tags") and not value(theirs, "tag_string"):
        words = ", ".join(str(tag["name"]) for tag in ours["tags"])
        yield terms.note("arrival-empty", ours["name"], field="tag_string", ours=short(words))


def _frequency(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield that their frequency is no word of the vocabulary, or another one than ours."""
    field, there = "update_frequency", value(theirs, "update_frequency").strip()
    here = value(ours, REQUIRED[field])
    if not there or there == here:
        return
    code = "arrival-changed" if vocabulary.frequency(there) else "arrival-frequency"
    yield terms.note(code, ours["name"], field=field, value=there, ours=here or "–")


def _badge(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield that analysts, who see their copy alone, call the dataset not updated."""
    text = value(theirs, MODIFIED)
    at = moments.moment(text)
    frequency = value(theirs, "update_frequency") or value(theirs, "infoprog_update_frequency")
    if at is None or not frequency:
        return
    today = moments.day(terms.now)
    fresh = freshness.freshness(frequency, moments.day(at), today, freshness.standard())
    if fresh.is_stale and fresh.stale_after:
        until = fresh.stale_after.isoformat()
        yield terms.note("arrival-badge", ours["name"], theirs=text, until=until)


def _fields(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield the texts that somebody has changed there; a portal may show either language."""
    for field in ("title", "notes"):
        there = value(theirs, field).strip()
        here = [value(ours, name).strip() for name in (field, f"{field}_en")]
        if there and there not in here:
            yield terms.note(
                "arrival-changed", ours["name"], field=field, value=there, ours=short(here[0])
            )


def _files(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield the files that are missing, surplus or other ones there."""
    left = list(theirs.get("resources") or [])
    for file in ours.get("resources") or []:
        found = matching.file_of(file, left)
        if found is None:
            yield terms.note("arrival-file-missing", ours["name"], field=_name(file))
            continue
        left.remove(found)
        here = _hashes(file)
        if here and (there := _hash(found)) and there not in here:
            yield terms.note(
                "arrival-hash", ours["name"], field=_name(file), value=there, ours=_hash(file)
            )
    for surplus in left:
        yield terms.note("arrival-file-extra", ours["name"], field=_name(surplus))


def _hashes(file: Mapping[str, Any]) -> frozenset[str]:
    """Return every hash that we give of a file; with none there is nothing to differ from."""
    known = {_plain(file.get(name)) for name in ("hash", "infoprog_md5")} - {""}
    return frozenset(known)


def _hash(file: Mapping[str, Any]) -> str:
    """Return the hash that a portal gives of a file."""
    return _plain(file.get("hash")) or _plain(file.get("file_hash_sum"))


def _plain(text: object) -> str:
    return str(text or "").rpartition(":")[2].strip().lower()[:_LONG_HASH]


def _name(file: Mapping[str, Any]) -> str:
    return str(file.get("name") or file.get("url") or file.get("id"))


def short(text: str) -> str:
    """Return a text as far as a message can carry it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
