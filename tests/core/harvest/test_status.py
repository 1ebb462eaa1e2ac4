"""What a run over two portals finds: each trouble by name, and nothing where all is well."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.harvest.standing import State
from ckanext.infoprog.core.issues import Severity
from tests.core.client import wire
from tests.core.harvest.scripted import (
    NOW,
    Json,
    Pair,
    Site,
    listed,
    ours,
    pair,
    states,
    theirs,
    theirs_by_dcat,
)  # fmt: skip

CONTENT = "a;b\n1;2\n"


@pytest.fixture
def two() -> Iterator[Pair]:
    """Give two portals of two datasets that have all arrived, the files being there."""
    city, nation = Site(), Site()
    with pair(city, nation) as made:
        url = made.source.address.url
        city.datasets = [ours("odyn", url), ours("dva", url)]
        for one in city.datasets:
            name = one["name"]
            one["resources"][0]["hash"] = hashlib.sha256(CONTENT.encode()).hexdigest()
            city.files[f"/{name}.csv"] = wire.plain("200 OK", CONTENT, "Content-Type: text/csv")
        nation.datasets = [theirs(one) for one in city.datasets]
        yield made


class TestWell:
    def test_ckan(self, two: Pair):
        """Where all has arrived by the CKAN harvester, nothing is wrong."""
        seen = two.look()
        assert listed(seen) == []
        assert seen.is_well
        assert states(seen) == {"odyn": "arrived", "dva": "arrived"}

    def test_dcat(self, two: Pair):
        """A copy under another id and another address is known by its URI; nothing is wrong."""
        two.nation.datasets = [theirs_by_dcat(one) for one in two.city.datasets]
        for one in two.nation.datasets:
            one["infoprog_version"] = None
        assert listed(two.look()) == []

    def test_other_publishers(self, two: Pair):
        """A dataset that is not the city's to give is not looked for."""
        two.city.datasets.append(ours("chuzhyi") | {"organization": {"name": "other"}})
        assert two.look().is_well


class TestAbsent:
    def test_published_long_ago(self, two: Pair):
        """A dataset that has been public for longer than the grace and is not there is missing."""
        del two.nation.datasets[0]
        seen = two.look()
        assert listed(seen) == [("odyn", "arrival-missing", None)]
        assert seen.standings[1].absent == "2026-10-01T08:00:00+00:00"

    def test_published_lately(self, two: Pair):
        """A dataset that was published within the grace is waited for, without alarm."""
        two.city.datasets[0]["metadata_created"] = "2026-11-20T08:00:00"
        del two.nation.datasets[0]
        seen = two.look()
        assert [(*one[:2],) for one in listed(seen)] == [("odyn", "arrival-waiting")]
        assert seen.is_well

    def test_absent_once(self, two: Pair):
        """What was there and is absent once is no alarm; after the grace it is one."""
        before = two.look()
        gone = two.nation.datasets.pop(0)
        first = two.look(before)
        assert states(first)["odyn"] == "waiting"
        assert first.is_well
        late = two.look(first, NOW + timedelta(days=8))
        assert states(late)["odyn"] == "missing"
        assert not late.is_well
        two.nation.datasets.append(gone)
        assert states(two.look(late, NOW + timedelta(days=9)))["odyn"] == "arrived"

    def test_hidden(self, two: Pair):
        """A dataset that the portal has and does not show is called hidden, not missing."""
        del two.nation.datasets[0]
        two.nation.hidden = {"id-odyn"}
        assert two.found() == [("odyn", "arrival-hidden", None)]

    def test_address_taken(self, two: Pair):
        """A dataset of somebody else at the address of a missing one is named."""
        two.nation.datasets[0] |= {"id": "other", "title": "Інший", "extras": [], "resources": []}
        found = two.found()
        assert found == [("odyn", "arrival-missing", None), ("odyn", "arrival-slug", None)]


class TestMore:
    def test_twice(self, two: Pair):
        """A dataset that arrived by both harvesters is told of once, with the other's address."""
        two.nation.datasets.append(theirs_by_dcat(two.city.datasets[0]))
        seen = two.look()
        assert listed(seen) == [("odyn", "arrival-twice", None)]
        other = next(seen.notes())[1].issue.param("other")
        assert str(other).endswith("/dataset/7")

    def test_deleted_here(self, two: Pair):
        """What is no longer here and still there under our name is told."""
        del two.city.datasets[0]
        seen = two.look()
        assert listed(seen) == [("odyn", "arrival-left", None)]
        assert states(seen)["odyn"] == "left"

    def test_deleted_here_known_by_memory(self, two: Pair):
        """A dataset that names us nowhere is still known by what an earlier run saw."""
        before = two.look()
        two.nation.datasets[0] |= {"extras": [], "resources": []}
        del two.city.datasets[0]
        assert listed(two.look(before)) == [("odyn", "arrival-left", None)]

    def test_not_ours_to_give(self, two: Pair):
        """Another publisher's dataset under our name is told."""
        two.city.datasets[0]["organization"]["name"] = "other"
        assert two.found() == [("odyn", "arrival-foreign", None)]

    def test_strangers(self, two: Pair):
        """What is there and has nothing to do with us is passed over."""
        two.nation.datasets.append({"id": "s", "name": "s", "title": "Не наше", "resources": []})
        assert two.look().is_well


def put(key: str, value: object) -> Callable[[Json], None]:
    """Return the change of one field."""
    return lambda one: one.__setitem__(key, value)


def file(**changes: object) -> Callable[[Json], None]:
    """Return the change of the file."""
    return lambda one: one["resources"][0].update(changes)


class TestCopy:
    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (put("title", "Змінено"), ("arrival-changed", "title")),
            (put("name", "insha"), ("arrival-changed", "name")),
            (put("name", "odyn0"), ("arrival-changed", "name")),
            (put("name", "odyn12"), ("arrival-renamed", "name")),
            (put("notes", ""), ("arrival-lost", "notes")),
            (put("tags", []), ("arrival-lost", "tags")),
            (put("update_frequency", ""), ("arrival-empty", "update_frequency")),
            (put("language", None), ("arrival-empty", "language")),
            (
                put("purpose_of_collecting_information", " "),
                ("arrival-empty", "purpose_of_collecting_information"),
            ),
            (put("update_frequency", "Щокварталу"), ("arrival-frequency", "update_frequency")),
            (put("update_frequency", "often"), ("arrival-frequency", "update_frequency")),
            (put("update_frequency", "once a year"), ("arrival-changed", "update_frequency")),
            (put("metadata_created", "1970-01-01"), ("arrival-date", "metadata_created")),
            (put("metadata_modified", "2031-01-01"), ("arrival-date", "metadata_modified")),
            (put("metadata_created", "учора"), ("arrival-date", "metadata_created")),
            (put("resources", []), ("arrival-file-missing", "Заходи")),
            (file(hash="0" * 64), ("arrival-hash", "Заходи")),
            (file(file_hash_sum="0" * 32), ("arrival-hash", "Заходи")),
            (file(name="Інша"), ("arrival-files-changed", "name")),
        ],
    )  # fmt: skip
    def test_one_thing(self, two: Pair, change: Callable[[Json], None], expected: tuple[str, str]):
        """One thing that is wrong in a copy is one issue, with the field or the file."""
        change(two.nation.datasets[0])
        assert two.found() == [("odyn", *expected)]

    def test_another_address(self, two: Pair):
        """A dataset that got a number behind its address has arrived: nobody has to mend it."""
        two.nation.datasets[0]["name"] = "odyn1"
        looked = two.look()
        assert looked.is_well
        assert looked.counts()["arrived"] == len(two.nation.datasets)

    def test_surplus_file(self, two: Pair):
        """A file that is there and not here is named; the order of the others is then another."""
        two.nation.datasets[0]["resources"].append({"id": "n", "name": "Копія", "url": "http://x"})
        assert ("odyn", "arrival-file-extra", "Копія") in two.found()

    def test_both_values(self, two: Pair):
        """A frequency in Ukrainian words is reported with both values."""
        two.nation.datasets[0]["update_frequency"] = "Щокварталу"
        issue = next(two.look().notes())[1].issue
        assert (issue.value, issue.param("ours")) == ("Щокварталу", "once a quarter")

    def test_empty_on_both_sides(self, two: Pair):
        """A required field that is empty here too is told as ours to fill."""
        two.city.datasets[0]["infoprog_purpose"] = ""
        two.nation.datasets[0]["purpose_of_collecting_information"] = ""
        assert two.found() == [("odyn", "arrival-unset", "purpose_of_collecting_information")]

    def test_badge(self, two: Pair):
        """A copy older than the analysts' bound is called not updated, and only that."""
        for one in (two.city.datasets[0], two.nation.datasets[0]):
            one["metadata_modified"] = "2026-07-01T10:00:00"
        assert two.found() == [("odyn", "arrival-badge", None)]

    def test_no_zone(self, two: Pair):
        """A moment without a zone is UTC: the same moment with one is no difference."""
        two.nation.datasets[0]["metadata_modified"] = "2026-11-20T10:00:00.000001+02:00"
        assert two.look().is_well


class TestStale:
    @pytest.mark.parametrize(("hours", "severity"), [(48, Severity.NOTICE), (24, Severity.ERROR)])
    def test_older(self, two: Pair, hours: int, severity: Severity):
        """An older copy counts the hours; only after the bound it is an error."""
        two.nation.datasets[0] |= {"metadata_modified": "2026-11-01T08:00:00", "title": "Стара"}
        seen = two.look(hours=hours)
        assert listed(seen) == [("odyn", "arrival-stale", None)]
        assert next(seen.notes())[1].issue.severity is severity
        assert seen.standings[1].behind == 25
        assert states(seen)["odyn"] == "stale"

    def test_by_dcat(self, two: Pair):
        """Of a copy by DCAT the moment that it carries is compared, not that of the import."""
        made = theirs_by_dcat(two.city.datasets[0])
        made["metadata_modified"] = "2026-11-21T09:00:00"
        for extra in made["extras"]:
            if extra["key"] == "modified":
                extra["value"] = "2026-11-01T08:00:00"
        two.nation.datasets[0] = made
        assert ("odyn", "arrival-stale", None) in two.found()


class TestLinks:
    @pytest.mark.parametrize(
        ("answer", "what"),
        [
            (wire.plain("404 Not Found", "no"), "status"),
            (wire.plain("200 OK", ""), "empty"),
            (wire.plain("200 OK", "<!DOCTYPE html><p>Увійдіть"), "page"),
            (wire.plain("200 OK", "інше"), "bytes"),
            (wire.reset, "failed"),
            (wire.plain("302 Found", "", "Location: http://127.0.0.1:9/x"), "failed"),
        ],
        ids=["404", "empty", "page", "other", "reset", "away"],
    )
    def test_dead(self, two: Pair, answer: wire.Reply, what: str):
        """A link that does not lead to the file as it is published is told with what it is."""
        two.city.breaks = lambda path: answer if path == "/odyn.csv" else None
        seen = two.look()
        assert listed(seen) == [("odyn", "arrival-link", "Заходи")]
        assert next(seen.notes())[1].issue.param("what") == what

    def test_only_our_hosts(self, two: Pair):
        """A link to a host that is not ours is not followed, wherever it stands."""
        with wire.serving(wire.plain("404 Not Found", "")) as other:
            url = f"{other.address.url}/x.csv"
            two.city.datasets[0]["resources"][0]["url"] = url
            two.nation.datasets[0]["resources"][0]["url"] = url
            assert two.look().is_well
        assert other.requests == []

    def test_each_once(self, two: Pair):
        """A link is followed once in a run, however many name it."""
        same = two.city.datasets[0]["resources"][0]["url"]
        for site in (two.city, two.nation):
            site.datasets[1]["resources"][0]["url"] = same
        assert two.look().is_well
        assert [line for line in two.source.starts() if ".csv" in line] == [
            "GET /odyn.csv HTTP/1.1"
        ]


class TestPartial:
    def test_incomplete_list(self, two: Pair):
        """Where the list is incomplete, nothing is called missing; the run is partial."""
        del two.nation.datasets[0]
        two.nation.told = 100
        seen = two.look()
        assert [(*one[:2],) for one in listed(seen)] == [("odyn", "arrival-unread")]
        assert (seen.read, seen.told, seen.is_partial, seen.is_well) == (1, 100, True, False)

    def test_one_fails(self, two: Pair):
        """Where one dataset cannot be read, the others are; the run is partial."""
        broken = wire.plain("500 Oops", "<h1>x</h1>", "Content-Type: text/html")
        two.nation.breaks = lambda path: broken if "id-odyn" in path else None
        seen = two.look()
        assert states(seen) == {"odyn": "unread", "dva": "arrived"}
        assert seen.is_partial

    def test_last_known_state(self, two: Pair):
        """A dataset that cannot be read keeps the state of the last run that read it, dated."""
        two.nation.datasets[0]["title"] = "Змінено"
        before = two.look()
        two.nation.breaks = lambda path: wire.reset if "package_show" in path else None
        later = two.look(before, NOW + timedelta(days=1))
        assert states(later) == {"odyn": "changed", "dva": "arrived"}
        assert {one.as_of for one in later.standings} == {NOW.isoformat()}
        assert [code for _, code, _ in listed(later)] == [
            "arrival-unread", "arrival-changed", "arrival-unread",
        ]  # fmt: skip
        assert later.is_partial

    def test_no_storm(self, two: Pair):
        """A portal that stops answering is not asked for each of the datasets that are left."""
        two.city.datasets = [ours(f"n{n:02}") for n in range(30)]
        two.nation.datasets = [theirs(one) for one in two.city.datasets]
        two.nation.breaks = lambda path: wire.reset if "package_show" in path else None
        seen = two.look()
        assert set(states(seen).values()) == {State.UNREAD.value}
        assert len([one for one in two.target.starts() if "package_show" in one]) == 6

    def test_no_time_for_links(self, two: Pair):
        """Where there is no time left for the links, a dataset is not called well unlooked at."""
        seen = two.look(seconds=-1)
        assert set(states(seen).values()) == {"unread"}
        assert seen.is_partial

    def test_our_own_list(self, two: Pair):
        """Where our own list is incomplete, nothing is compared at all."""
        two.city.told = 5
        with pytest.raises(PortalError) as caught:
            two.look()
        assert caught.value.code == "reading-incomplete"
        assert two.target.requests == []


class TestSince:
    def test_stays(self, two: Pair):
        """An issue keeps the moment at which a run first met it; a new one has its own."""
        two.nation.datasets[0]["title"] = "Змінено"
        before = two.look()
        two.nation.datasets[0]["language"] = ""
        later = two.look(before, NOW + timedelta(days=1))
        found = {noted.issue.field: noted.since for _, noted in later.notes()}
        assert found == {
            "title": NOW.isoformat(),
            "language": (NOW + timedelta(days=1)).isoformat(),
        }
