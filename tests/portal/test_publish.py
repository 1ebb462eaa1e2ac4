"""The commands that publish, on a running portal: plan, publish, hold, undo, withdraw, pull."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ckanext.infoprog.core import descriptor
from portal import sites, supervisor
from portal.settings import ROOT, Settings

from .lossy import Line, line
from .publishing import wait_for

MODEL = "amu-digital-survey"
ROW = "data/respondents.csv"
Json = dict[str, Any]


@dataclass
class Publisher:
    """A person with a working folder that holds one package, who calls the command."""

    portal: str
    token: Path
    root: Path
    name: str

    @property
    def folder(self) -> Path:
        """The package's folder."""
        return self.root / "datasets" / self.name

    def environ(self) -> dict[str, str]:
        """Return what the command finds around it."""
        return {
            **os.environ,
            "INFOPROG_ROOT": str(self.root),
            "INFOPROG_LANG": "en",
            "INFOPROG_PORTAL": self.portal,
            "INFOPROG_TOKEN_FILE": str(self.token),
        }

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """Start the command and do not wait."""
        command = [ROOT / ".portal" / "venv" / "bin" / "infoprog", *words]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, env={**self.environ(), **more}, text=True, **streams)

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        started = self.start(*words, **more)
        out, err = started.communicate(timeout=240)
        return subprocess.CompletedProcess(words, started.returncode, out, err)

    def publish(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Publish the package, which must go well."""
        done = self.run("publish", self.name, *words, **more)
        assert done.returncode == 0, done.stderr
        return done

    def ask(self, action: str, **query: str) -> Json:
        """Return what an action of the portal answers to a visitor, once the portal is there."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        answers: list[Json] = []

        def is_answered() -> bool:
            try:
                with urllib.request.urlopen(f"{self.portal}/api/3/action/{action}?{words}") as said:
                    answers.append(json.load(said)["result"])
            except (ConnectionError, urllib.error.URLError) as error:
                if isinstance(error, urllib.error.HTTPError) and error.code != 503:
                    raise
            return bool(answers)

        assert wait_for(is_answered)
        return answers[0]

    def versions(self) -> list[int]:
        """Return the numbers of the versions, the newest first."""
        return [one["number"] for one in self.ask("infoprog_version_list", package=self.name)]

    def change(self, title: str) -> None:
        """Change one cell of the package."""
        path = self.folder / ROW
        head, first, *rest = path.read_text("utf-8").splitlines(keepends=True)
        cells = first.rstrip("\n").split(",")
        column = head.rstrip("\n").split(",").index("name")
        cells[column] = title
        path.write_text("".join([head, ",".join(cells) + "\n", *rest]), "utf-8")
        descriptor.write_descriptor(self.folder)


@pytest.fixture
def publisher(here: Settings, tmp_path: Path) -> Publisher:
    """Return a publisher with a package of a name of its own."""
    name = f"proba-{uuid4().hex[:12]}"
    made = Publisher(sites.CITY.url(here), sites.CITY.home(here) / "token", tmp_path / "work", name)
    made.folder.mkdir(parents=True)
    organizations = ROOT / "datasets" / "organizations.yaml"
    (made.folder.parent / "organizations.yaml").write_bytes(organizations.read_bytes())
    for path in sorted((ROOT / "datasets" / MODEL).rglob("*")):
        target = made.folder / path.relative_to(ROOT / "datasets" / MODEL)
        target.mkdir() if path.is_dir() else target.write_bytes(path.read_bytes())
    about = made.folder / "package.yaml"
    about.write_text(about.read_text("utf-8").replace(MODEL, name, 1), "utf-8")
    descriptor.write_descriptor(made.folder)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their paths."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class TestPublish:
    def test_unchanged(self, publisher: Publisher):
        """A second publication of the same package writes nothing and is called unchanged."""
        first = publisher.publish()
        assert "version 1            74  " in first.stdout
        before = publisher.ask("package_show", id=publisher.name)
        again = publisher.publish()
        assert "unchanged             0     –" in again.stdout
        assert publisher.ask("package_show", id=publisher.name) == before
        assert publisher.versions() == [1]

    def test_one_row(self, publisher: Publisher):
        """One changed row sends one table, changes one version, and its rows are counted."""
        publisher.publish()
        publisher.change(f"Громада {uuid4().hex[:8]}")  # a file that the portal has is not sent
        done = publisher.publish("--note", "Уточнено назву")
        assert "version 2             1  " in done.stdout
        assert "sending data/respondents.csv" in done.stderr
        assert "answers.csv" not in done.stderr
        newest = publisher.ask("infoprog_version_list", package=publisher.name)[0]
        assert newest["note"] == "Уточнено назву"

    def test_one_failure(self, publisher: Publisher):
        """A package that fails does not stop the others, and the exit code says so."""
        broken = publisher.root / "datasets" / "a-broken"
        broken.mkdir()
        (broken / "package.yaml").write_text("name: a-broken\n")
        done = publisher.run("publish")
        assert done.returncode == 1
        assert publisher.versions() == [1]
        assert "a-broken" in done.stderr

    def test_foreign_dataset(self, publisher: Publisher):
        """An organisation that the portal does not have is named with what to do."""
        about = publisher.folder / "package.yaml"
        text = about.read_text("utf-8").replace("asotsiatsiia-mist-ukrainy", "no-such-council")
        about.write_text(text, "utf-8")
        descriptor.write_descriptor(publisher.folder)
        done = publisher.run("publish", publisher.name)
        assert done.returncode == 1
        assert "The portal has no organisation “no-such-council”" in done.stderr


class TestPlan:
    def test_pure(self, publisher: Publisher):
        """A plan says what would be created and writes nothing on the portal."""
        done = publisher.run("plan", publisher.name)
        assert done.returncode == 0
        assert "is created in asotsiatsiia-mist-ukrainy" in done.stdout
        assert "Survey answers" in done.stdout or "answers" in done.stdout
        with pytest.raises(urllib.error.HTTPError, match="404"):
            publisher.ask("package_show", id=publisher.name)
        listed = publisher.run("publications", "--package", publisher.name)
        assert listed.stdout == "There is no publication.\n"

    def test_change(self, publisher: Publisher):
        """A changed cell stands in the plan with its row, old and new value; JSON has the same."""
        publisher.publish()
        publisher.change("Інша громада")
        done = publisher.run("plan", publisher.name)
        assert "version 1 becomes 2" in done.stdout
        assert "Інша громада" in done.stdout
        (plan,) = json.loads(publisher.run("plan", "--format", "json").stdout)["plans"]
        (table, *_) = plan["difference"]["tables"]
        assert table["counts"]["changed"] == 1
        assert table["changes"][0]["fields"][0]["new"] == "Інша громада"

    def test_applied_exactly(self, publisher: Publisher, tmp_path: Path):
        """A kept plan publishes what it promised; applied again it does nothing."""
        plan = str(tmp_path / "plan.json")
        publisher.run("plan", "--to", plan)
        first = publisher.run("publish", "--plan", plan)
        assert "version 1" in first.stdout, first.stderr
        assert "unchanged" in publisher.run("publish", "--plan", plan).stdout
        assert publisher.versions() == [1]

    def test_portal_moved_on(self, publisher: Publisher, tmp_path: Path):
        """A plan is refused where somebody published meanwhile, and nothing is published."""
        plan = str(tmp_path / "plan.json")
        publisher.publish()
        publisher.change("Друга")
        publisher.run("plan", "--to", plan)
        wanted = contents(publisher.folder)
        publisher.change("Третя")
        publisher.publish()
        for path, content in wanted.items():
            (publisher.folder / path).write_bytes(content)
        done = publisher.run("publish", "--plan", plan)
        assert done.returncode == 1
        assert "the plan was made against version 1, now version 2 is published" in done.stderr
        assert publisher.versions() == [2, 1]

    def test_package_changed(self, publisher: Publisher, tmp_path: Path):
        """A plan is refused where the package is no longer the planned one."""
        plan = str(tmp_path / "plan.json")
        publisher.run("plan", "--to", plan)
        publisher.change("Інша громада")
        done = publisher.run("publish", "--plan", plan)
        assert done.returncode == 1
        assert "changed after the plan was made (data/respondents.csv" in done.stderr


class TestHold:
    def test_resumed(self, publisher: Publisher):
        """A held version is not public until somebody says so; then it is."""
        done = publisher.publish("--hold")
        number = done.stdout.partition("--resume ")[2].split()[0]
        assert f"/dataset/{publisher.name}/publication/{number}" in done.stdout
        with pytest.raises(urllib.error.HTTPError, match="404"):
            publisher.ask("package_show", id=publisher.name)
        resumed = publisher.run("publish", "--resume", number)
        assert resumed.returncode == 0, resumed.stderr
        assert publisher.versions() == [1]

    def test_taken_back(self, publisher: Publisher):
        """A held version that is taken back leaves nothing but its line in the journal."""
        done = publisher.publish("--hold")
        number = done.stdout.partition("--resume ")[2].split()[0]
        assert publisher.run("publications", "--abort", number).returncode == 0
        over = publisher.run("publish", "--resume", number)
        assert over.returncode == 2
        assert "is over" in over.stderr
        assert "taken back" in publisher.run("publications", "--package", publisher.name).stdout
        publisher.publish()
        assert publisher.versions() == [1]

    def test_another_meanwhile(self, publisher: Publisher):
        """While one publication is under way, another is told whose it is and since when."""
        publisher.publish("--hold")
        publisher.change("Інша громада")
        done = publisher.run("publish", publisher.name)
        assert done.returncode == 1
        assert f"“{publisher.name}” is being published by publisher since" in done.stderr
        assert "infoprog publications --abort" in done.stderr


class TestUndo:
    def test_byte_for_byte(self, publisher: Publisher, tmp_path: Path):
        """An undone version is a new one, and what is pulled of it is what was sent first."""
        publisher.publish()
        first = contents(publisher.folder)
        publisher.change("Інша громада")
        publisher.publish()
        done = publisher.run("undo", publisher.name, "--to", "1", "--note", "Помилка")
        assert "version 3             1" in done.stdout, done.stderr
        pulled = publisher.run("pull", publisher.name, "--to", str(tmp_path / "pulled"))
        assert pulled.returncode == 0, pulled.stderr
        assert contents(tmp_path / "pulled") == first
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    def test_unknown(self, publisher: Publisher):
        """A version that is not there is refused with those that are."""
        publisher.publish()
        done = publisher.run("undo", publisher.name, "--to", "7")
        assert done.returncode == 2
        assert "has no version 7; there are: 1" in done.stderr
        assert publisher.run("undo", "no-such-dataset", "--to", "1").returncode == 2


class TestWithdraw:
    def test_and_back(self, publisher: Publisher, tmp_path: Path):
        """A withdrawn dataset gives no files, says why, and publishing brings it back."""
        publisher.publish()
        done = publisher.run("withdraw", publisher.name, "--reason", "Містить помилки", "--yes")
        assert "version 2" in done.stdout, done.stderr
        refused = publisher.run("pull", publisher.name, "--to", str(tmp_path / "out"))
        assert refused.returncode == 2
        assert "was withdrawn (Містить помилки)" in refused.stderr
        assert not (tmp_path / "out").exists()
        assert "is withdrawn; version 2 becomes 3" in publisher.run("plan").stdout
        assert "version 3" in publisher.publish().stdout


class TestPull:
    def test_without_a_token(self, publisher: Publisher, tmp_path: Path):
        """A visitor pulls any version of a public package; --replace takes the place of another."""
        publisher.publish()
        first = contents(publisher.folder)
        publisher.change("Інша громада")
        publisher.publish()
        target = tmp_path / "out"
        words = ("pull", publisher.name, "--to", str(target))
        done = publisher.run(*words, INFOPROG_TOKEN_FILE="")
        assert done.returncode == 0, done.stderr
        assert contents(target) == contents(publisher.folder)
        assert publisher.run(*words, "--version", "1").returncode == 2
        assert publisher.run(*words, "--version", "1", "--replace").returncode == 0
        assert contents(target) == first


class TestToken:
    def test_wrong(self, publisher: Publisher):
        """A token that the portal does not know is one sentence, and is not repeated."""
        secret = "eyJhbGciOiJIUzI1NiJ9.nobody"
        done = publisher.run("publish", publisher.name, INFOPROG_TOKEN=secret, INFOPROG_DEBUG="1")
        assert done.returncode == 2
        assert "The portal does not know who you are" in done.stderr
        assert secret not in done.stdout + done.stderr


@pytest.fixture
def ready(publisher: Publisher) -> Iterator[Publisher]:
    """Return a publisher whose first version is public and whose second one waits to be sent."""
    publisher.publish()
    publisher.change("Інша громада")
    yield publisher
    assert publisher.versions() == [2, 1]
    assert "unchanged" in publisher.publish().stdout


def each(publisher: Publisher, act: Callable[[Line], None], is_lost: Callable[[int], bool]) -> int:
    """Act over a line with one fault; return how many requests went through."""
    with line(publisher.portal, lambda number, _: is_lost(number)) as over:
        act(over)
        return len(over.passed)


class TestLostAnswers:
    """Whatever answer is lost, a version is made once."""

    @pytest.mark.parametrize("number", range(1, 9))
    def test_nth(self, ready: Publisher, number: int):
        """The command ends well though the answer to its n-th request never arrives."""

        def act(over: Line) -> None:
            done = ready.publish(INFOPROG_PORTAL=over.url)
            assert "version 2             1" in done.stdout

        assert each(ready, act, lambda at: at == number) >= number

    @pytest.mark.parametrize("number", range(1, 9))
    def test_client_killed_at_nth(self, ready: Publisher, number: int):
        """A client killed at its n-th request goes on when the command is repeated."""
        started: list[subprocess.Popen[str]] = []

        def kill(at: int) -> bool:
            if at == number:
                started[0].send_signal(signal.SIGKILL)
            return False

        def act(over: Line) -> None:
            started.append(ready.start("publish", ready.name, INFOPROG_PORTAL=over.url))
            started[0].communicate(timeout=120)

        each(ready, act, kill)
        _until_free(ready)


class TestUpload:
    def test_resumed(self, publisher: Publisher):
        """A large file that broke off is not sent again from its beginning."""
        source = publisher.folder / "source.txt"
        source.write_text(source.read_text("utf-8") + "рядок джерела\n" * 800_000, "utf-8")
        descriptor.write_descriptor(publisher.folder)
        parts = -(-source.stat().st_size // (8 * 1024 * 1024))
        started: list[subprocess.Popen[str]] = []

        def kill(_number: int, request: str) -> bool:
            if request.startswith("PUT") and request.endswith(f"offset={2 * 8 * 1024 * 1024}"):
                started[0].send_signal(signal.SIGKILL)
            return False

        with line(publisher.portal, kill) as over:
            started.append(publisher.start("publish", INFOPROG_PORTAL=over.url))
            started[0].communicate(timeout=120)
        with line(publisher.portal, lambda *_: False) as over:
            publisher.publish(INFOPROG_PORTAL=over.url)
        offsets = [one.partition("offset=")[2] for one in over.passed if one.startswith("PUT")]
        assert parts == 3
        assert sum(int(offset) > 0 for offset in offsets) <= parts - 2
        assert publisher.versions() == [1]


class TestInterrupted:
    def test_says_what_is_left(self, ready: Publisher):
        """Ctrl-C says in which state the publication is left and both ways on."""
        # Jobs that a shell runs in the background ignore Ctrl-C, and so would what they start.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        started: list[subprocess.Popen[str]] = []

        def stop(at: int) -> bool:
            if at == 5:
                started[0].send_signal(signal.SIGINT)
                time.sleep(1)
            return False

        said: list[str] = []

        def act(over: Line) -> None:
            started.append(ready.start("publish", ready.name, INFOPROG_PORTAL=over.url))
            said.append(started[0].communicate(timeout=120)[1])

        each(ready, act, stop)
        assert started[0].returncode == 2
        assert "stays as it is" in said[0]
        assert "infoprog publications --abort" in said[0]
        assert "Traceback" not in said[0]
        _until_free(ready)


class TestPortalDies:
    def test_web_killed_at_commit(self, ready: Publisher, here: Settings, secrets: dict[str, str]):
        """A web server that is killed during the commit comes back, and so does the client."""
        killed: list[int] = []

        def kill(_number: int, request: str) -> bool:
            if "publication_commit" in request and not killed:
                killed.append(supervisor.states(here, secrets)["city-web"]["pid"])
                os.kill(killed[0], signal.SIGKILL)
            return False

        with line(ready.portal, kill) as over:
            done = ready.publish(INFOPROG_PORTAL=over.url)
        assert killed
        assert "version 2" in done.stdout


def _until_free(publisher: Publisher) -> None:
    """Repeat the command until the portal has let go of the one that died."""
    for _ in range(30):
        done = publisher.run("publish", publisher.name)
        if done.returncode == 0:
            return
        time.sleep(2)
    raise AssertionError(done.stderr)
