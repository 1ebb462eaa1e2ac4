"""What is wrong with one dataset on another portal: ours beside theirs, issue by issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from ckanext.infoprog.core.harvest import compare, matching, moments, munge, readings
from ckanext.infoprog.core.harvest.carried import ORDER, Kind, Outcome, Path
from ckanext.infoprog.core.harvest.compare import Arrival
from ckanext.infoprog.core.harvest.matching import Dataset, value
from ckanext.infoprog.core.harvest.terms import LONGEST, Terms, short
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.passport import freshness, vocabulary

MODIFIED: Final = "metadata_modified"
PUBLISHED: Final = "infoprog_published"
FREQUENCY: Final = "infoprog_update_frequency"
# Moments are judged as moments: a copy is behind, or it is not.
_MOMENTS: Final = frozenset({MODIFIED, PUBLISHED, "metadata_created"})
_FILE: Final = "resource"
_SLACK: Final = timedelta(minutes=1)  # between the version of a dataset and its entry


@dataclass(frozen=True, slots=True)
class Judged:
    """What a pair of datasets amounts to; `behind` is for how many hours theirs has been older."""

    behind: int | None
    issues: tuple[Issue, ...]


def judge(ours: Dataset, theirs: Dataset, terms: Terms) -> Judged:
    """Return all that is wrong with their copy of a dataset of ours."""
    to = (path_of(ours, theirs), kind_of(theirs))
    arrivals = compare.compare(ours, theirs, *to)
    wrong = [one for one in arrivals if one.outcome is Outcome.DIFFERS]
    wrong = [one for one in wrong if one.field.rpartition(".")[2] not in _MOMENTS]
    behind = _behind(ours, theirs, terms, is_other=bool(wrong))
    found = [*_dates(ours, theirs, terms), *_badge(ours, theirs, terms)]
    found += _nobody(ours, theirs, to, terms)
    if behind is not None:
        found.append(_stale(ours, theirs, behind, terms))
        wrong = [one for one in wrong if _is_absent(one)]
    found += _differing(ours, wrong, terms)
    if behind is None:
        found += _files(ours, theirs, to[0], terms)
    return Judged(behind, tuple(sorted(found)))


def path_of(ours: Dataset, theirs: Dataset) -> Path:
    """Return by which harvester a dataset came: the CKAN one keeps its id."""
    return Path.CKAN if theirs["id"] == ours["id"] else Path.DCAT


def kind_of(theirs: Dataset) -> Kind:
    """Return what kind of portal shows a dataset so: with our fields, the nation's or neither."""
    if "infoprog_purpose" in theirs:
        return Kind.PEER
    return Kind.NATIONAL if "update_frequency" in theirs else Kind.PLAIN


def _moments(ours: Dataset, theirs: Dataset) -> tuple[str, str]:
    """Return when ours was changed last, and which moment of ours theirs was made from."""
    carried = value(theirs, "modified")
    if path_of(ours, theirs) is Path.DCAT and carried:
        return value(ours, PUBLISHED) or value(ours, MODIFIED), carried
    return value(ours, MODIFIED), value(theirs, MODIFIED)


def _behind(ours: Dataset, theirs: Dataset, terms: Terms, *, is_other: bool) -> int | None:
    """Return for how many hours a change of ours has not been there; None where it is.

    A version and its entry in the catalogue are a moment apart, and DCAT brings the version's.
    """
    here, there = (moments.moment(text) for text in _moments(ours, theirs))
    if here is None or there is None:
        return None
    entry = moments.moment(value(ours, MODIFIED)) or here
    if there < here:
        return moments.hours(here, terms.now)
    if is_other and path_of(ours, theirs) is Path.DCAT and there < entry - _SLACK:
        return moments.hours(entry, terms.now)
    return None


def _stale(ours: Dataset, theirs: Dataset, behind: int, terms: Terms) -> Issue:
    _, there = _moments(ours, theirs)
    severity = Severity.ERROR if timedelta(hours=behind) >= terms.within else Severity.NOTICE
    return terms.note(
        "arrival-stale", ours["name"], severity,
        hours=behind, ours=value(ours, MODIFIED), theirs=there,
    )  # fmt: skip


def _dates(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield what is odd about the dates of their copy."""
    for field in ("metadata_created", MODIFIED, "issued", "modified"):
        text = value(theirs, field)
        if text and (odd := moments.odd(text, terms.now)):
            yield terms.note("arrival-date", ours["name"], field=field, value=text, odd=odd)


def _badge(ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
    """Yield that analysts, who see their copy alone, call the dataset not updated."""
    text = value(theirs, MODIFIED)
    at = moments.moment(text)
    frequency = value(theirs, "update_frequency") or value(theirs, FREQUENCY)
    if at is None or not frequency:
        return
    today = moments.day(terms.now)
    fresh = freshness.freshness(frequency, moments.day(at), today, freshness.standard())
    if fresh.is_stale and fresh.stale_after:
        until = fresh.stale_after.isoformat()
        yield terms.note("arrival-badge", ours["name"], theirs=text, until=until)


def _nobody(ours: Dataset, theirs: Dataset, to: tuple[Path, Kind], terms: Terms) -> Iterator[Issue]:
    """Yield the required fields that are empty on both sides."""
    if to[1] is Kind.PEER:
        return
    for own, field in terms.required.items():
        if readings.is_empty(ours.get(own)) and not value(theirs, field):
            yield terms.note("arrival-unset", ours["name"], field=field)


def _differing(ours: Dataset, wrong: Iterable[Arrival], terms: Terms) -> Iterator[Issue]:
    """Yield an issue for each field that says something else there."""
    of_files: dict[str, list[Arrival]] = {}
    for one in wrong:
        where, _, field = one.field.rpartition(".")
        here, there = _said(one.source_value), _said(one.target_value)
        if field == _FILE and not where:
            yield terms.note("arrival-file-missing", ours["name"], field=here)
        elif where and field == "hash":
            name = _file_at(ours, where)
            yield terms.note("arrival-hash", ours["name"], field=name, value=there, ours=here)
        elif where:
            of_files.setdefault(field, []).append(one)
        else:
            yield _of_dataset(ours, one, terms)
    for field, found in of_files.items():
        yield _of_files(ours, field, found, terms)


def _of_files(ours: Dataset, field: str, found: Sequence[Arrival], terms: Terms) -> Issue:
    """Return one issue for a field that differs in files, with the first of them."""
    one = found[0]
    return terms.note(
        "arrival-files-changed", ours["name"], field=field, value=_said(one.target_value),
        ours=_said(one.source_value), file=_file_at(ours, one.field.rpartition(".")[0]),
        count=len(found),
    )  # fmt: skip


def _of_dataset(ours: Dataset, one: Arrival, terms: Terms) -> Issue:
    """Return the issue of one field of the dataset itself."""
    here, there = _said(one.source_value), _said(one.target_value)
    field = terms.required.get(one.field, one.field)
    if _is_absent(one):
        code = "arrival-empty" if one.field in terms.required else "arrival-lost"
        return terms.note(code, ours["name"], field=field, ours=here)
    if one.field == "name" and munge.is_numbered(here, there):
        return terms.note("arrival-renamed", ours["name"], field=field, value=there)
    is_word = one.field != FREQUENCY or vocabulary.frequency(there) is not None
    code = "arrival-changed" if is_word else "arrival-frequency"
    return terms.note(code, ours["name"], field=field, value=there, ours=here)


def _files(ours: Dataset, theirs: Dataset, path: Path, terms: Terms) -> Iterator[Issue]:
    """Yield the files that are there and not here, and those whose MD5 is another one there."""
    pairs = compare.pairs(ours, theirs, path)
    known = [id(other) for _one, other in pairs if other is not None]
    for one, other in pairs:
        here, there = _plain(one.get("infoprog_md5")), _plain((other or {}).get("file_hash_sum"))
        if here and there and here != there:
            name = matching.name(one)
            yield terms.note("arrival-hash", ours["name"], field=name, value=there, ours=here)
    for surplus in theirs.get("resources") or ():
        if id(surplus) not in known:
            yield terms.note("arrival-file-extra", ours["name"], field=matching.name(surplus))


def _is_absent(one: Arrival) -> bool:
    """Tell whether a field that we fill is empty there; the order of files never is."""
    there = one.target_value.strip() if isinstance(one.target_value, str) else one.target_value
    return one.field != ORDER and readings.is_empty(there)


def _file_at(ours: Dataset, where: str) -> str:
    """Return the name of the file at a place like resources[2]."""
    number = int(where.partition("[")[2].rstrip("]"))
    return matching.name(ours["resources"][number])


def _said(told: object) -> str:
    """Return a value as a message shows it."""
    if isinstance(told, (list, tuple)):
        words = (one.get("name", one) if isinstance(one, Mapping) else one for one in told)
        return short(", ".join(map(str, words)), LONGEST) or "–"
    return short(str(told), LONGEST) if not readings.is_empty(told) else "–"


def _plain(text: Any) -> str:  # noqa: ANN401 - a value of a dataset
    return str(text or "").rpartition(":")[2].strip().lower()
