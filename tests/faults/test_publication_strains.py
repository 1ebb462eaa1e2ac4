"""Publications under strain: publishers at once, a full disk, a large file, a frozen worker."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from ckanext.infoprog.core import descriptor
from tests.faults.conftest import Row
from tests.faults.victims import Client, Command
from tests.portal.publishing import City, States, add, wait_for
from tests.portal.readers import Readers

MEGABYTE = 1024 * 1024
KILOBYTE = 1024
LARGE = 300 * MEGABYTE
FROZEN = 180  # gunicorn ends a worker that is silent for 120 s


class TestTogether:
    def test_same_package(self, city: City, states: States, kills: list[Row]) -> None:
        """Publishers who bring the same at once make one version, and all are told that it is."""
        _before, after = states.next()
        version = city.version()
        with Readers(city) as readers:
            ended = [one.wait() for one in [Client(city, after.folder) for _ in range(4)]]
        assert set(ended) <= {"done", "unchanged"}
        assert readers.wrong() == []
        assert (city.version(), city.signature()) == (version + 1, after.signature)
        assert city.is_clean()

    def test_two_packages(self, city: City, states: States, tmp_path: Path) -> None:
        """Of publishers who bring different states each is public as a version, or refused."""
        _before, after = states.next()
        other = third(after.folder, tmp_path, "Q8-01 іншого видавця")
        version = city.version()
        clients = [Client(city, folder) for folder in (after.folder, other) * 2]
        ended = [one.wait() for one in clients]
        made = city.version() - version
        assert set(ended) <= {"done", "unchanged", "being-published", "moved-on"}
        assert 1 <= made <= ended.count("done") + ended.count("unchanged")
        assert city.is_clean()
        assert states.publish(after) == after.signature


@pytest.mark.parametrize("free", [8, 32, 96, 160, 224, 320])
def test_full_disk(city: City, states: States, kills: list[Row], tmp_path: Path, free: int) -> None:
    """A disk that fills at any moment stops the publication, not the portal; then it goes on."""
    before, after = states.next()
    folder = third(after.folder, tmp_path, f"Q8-01 на повний диск {free}")
    with small_disk(city, tmp_path, free * KILOBYTE) as grow, Readers(city) as readers:
        client = Client(city, folder)
        told = client.wait()
        assert told in ("no-space", "done"), client.error
        if told != "done":
            assert city.signature() == before.signature
        full_at = time.monotonic()
        grow()
        done = city.publish(folder).publication
        seconds = time.monotonic() - full_at
    assert done is not None
    kills.append(Row(f"{free} kB free", "disk", told, "the next command", round(seconds, 1), told))
    assert readers.wrong() == []
    assert city.is_clean()
    assert states.publish(after) == after.signature


def test_large_file(city: City, states: States, kills: list[Row], tmp_path: Path) -> None:
    """A file of 300 MB takes little memory of the client, of a web worker and of the check."""
    _before, after = states.next()
    folder = third(after.folder, tmp_path, "Q8-01 з великим файлом")
    with_source(folder, LARGE)
    with Readers(city) as readers, Peaks(city) as peaks:
        client = Command(city, folder)
        peaks.client = client.pid
        began = time.monotonic()
        assert client.wait(600) == "exit 0"
        seconds = time.monotonic() - began
    told = ", ".join(f"{name} {top // MEGABYTE} MB" for name, top in peaks.tops.items())
    kills.append(Row("300 MB", "–", "done", f"peaks: {told}", round(seconds, 1), "exit 0"))
    assert readers.wrong() == []
    assert set(peaks.tops) == {"web worker", "check", "client"}
    assert max(peaks.tops.values()) < LARGE
    assert states.publish(after) == after.signature


def test_frozen_worker(city: City, states: States, kills: list[Row]) -> None:
    """A worker that stands still for good is ended by its server, and the work goes on."""
    _before, after = states.next()
    with Readers(city) as readers:
        city.arm("switching", "stop")
        client = Client(city, after.folder)
        pid = city.fired().pid
        frozen_at = time.monotonic()
        assert city.is_over(city.last().id, FROZEN)
        seconds = time.monotonic() - frozen_at
        assert wait_for(lambda: not Path(f"/proc/{pid}").exists())
    kills.append(Row("switching", "frozen", "decided", "–", round(seconds, 1), client.wait()))
    assert readers.wrong() == []
    assert city.signature() == after.signature
    assert city.is_clean()


class Peaks:
    """The most memory that each process of a publication has held, as the system counts it."""

    def __init__(self, city: City) -> None:
        """Watch the portal's processes; the client's number is given later."""
        self.client = 0
        self.tops: dict[str, int] = {}
        self._web = city.pid("city-web")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peaks:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            workers = children(self._web)
            checks = [one for worker in workers for one in children(worker)]
            for name, numbers in (
                ("web worker", workers),
                ("check", checks),
                ("client", [self.client]),
            ):
                held = [resident(one) for one in numbers if resident(one)]
                if held:
                    self.tops[name] = max(self.tops.get(name, 0), *held)


def children(number: int) -> list[int]:
    """Return the processes that a process has started."""
    try:
        return [int(one) for one in subprocess.check_output(["pgrep", "-P", str(number)]).split()]
    except subprocess.CalledProcessError:
        return []


def resident(number: int) -> int:
    """Return the bytes of memory that a process holds itself, without the files it reads."""
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:
        return 0
    told = dict(line.split(":", 1) for line in lines)
    return int(told["RssAnon"].split()[0]) * KILOBYTE if "RssAnon" in told else 0


def third(folder: Path, place: Path, text: str) -> Path:
    """Return a copy of a folder with an answer of its own, in a working folder of its own."""
    root = place / "third" / "datasets"
    shutil.copytree(folder.parent, root)
    made = root / folder.name
    add(made, "questions", "Q8,8,Запитання третього стану,null,text,тест\n")
    add(made, "answers", f"Q8-01,Q8,1,{text},false,null,likely,null,null,тест\n")
    return made


def with_source(folder: Path, size: int) -> None:
    """Add a source of this size to a package."""
    with (folder / "scan.pdf").open("wb") as opened:
        opened.write(b"%PDF-1.4\n")
        while opened.tell() < size:
            opened.write(os.urandom(MEGABYTE))
    file = folder / "package.yaml"
    meta = yaml.safe_load(file.read_text("utf-8"))
    meta["sources"].append({"title": "Скан", "path": "scan.pdf", "description": "Скан. Scan."})
    file.write_text(yaml.safe_dump(meta, allow_unicode=True, sort_keys=False), "utf-8")
    descriptor.write_descriptor(folder)


@contextmanager
def small_disk(city: City, place: Path, free: int) -> Iterator[Callable[[], None]]:
    """Put the portal's files on a disk with so many bytes free; yield what makes it large."""
    kept, storage = place / "kept", city.storage
    shutil.copytree(storage, kept)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", str(storage)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk")

    def sized(size: str) -> None:
        options = ["mount", "-o", f"remount,size={size}", str(storage)]
        subprocess.run(options, check=True, capture_output=True)

    try:
        shutil.copytree(kept, storage, dirs_exist_ok=True)
        used = shutil.disk_usage(storage).used
        sized(str(used + free))
        yield lambda: sized("1g")
        city.settle()
    finally:
        shutil.rmtree(kept)
        shutil.copytree(storage, kept)
        wait_for(lambda: not subprocess.run(["umount", str(storage)], check=False).returncode, 30)
        shutil.copytree(kept, storage, dirs_exist_ok=True)
