"""What the commands that publish refuse before they ask a portal for anything."""

import json
import os
import pty
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Call
from tests.core.client import wire

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:9"
SECRET = "eyJhbGciOiJIUzI1NiJ9.secret"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, here: Path):
    """Stand in a small working folder without settings of a portal."""
    for name in ("INFOPROG_PORTAL", "INFOPROG_TOKEN", "INFOPROG_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def token(tmp_path: Path) -> str:
    """Return a file with a token."""
    path = tmp_path / "token"
    path.write_text(SECRET)
    path.chmod(0o600)
    return str(path)


EVERY = pytest.mark.parametrize(
    "words",
    [
        ("plan", "zrazkova-hromada"),
        ("publish", "zrazkova-hromada"),
        ("publications",),
        ("undo", "a-b", "--to", "1"),
        ("withdraw", "a-b", "--reason", "x", "--yes"),
        ("pull", "a-b", "--to", "out"),
    ],
    ids=lambda words: words[0],
)


class TestPortal:
    @EVERY
    def test_must_be_named(self, call: Call, words: tuple[str, ...]):
        """No portal is guessed: it is an option or a setting."""
        done = call(*words)
        assert done.code == 2
        assert "Missing option '--portal' (env var: 'INFOPROG_PORTAL')" in done.err

    @EVERY
    def test_that_is_not_there(
        self, call: Call, words: tuple[str, ...], token: str, monkeypatch: pytest.MonkeyPatch
    ):
        """A portal that cannot be reached is one sentence with what to check, and exit 2."""
        monkeypatch.setenv("INFOPROG_ROOT", str(ROOT))
        done = call(*words, "--portal", NOBODY, "--token-file", token, "--lang", "uk")
        assert done.code == 2
        assert f"Портал {NOBODY} недоступний: Connection refused." in done.err
        assert "Traceback" not in done.err

    def test_odd(self, call: Call, token: str):
        """What is no address is refused, a password in it is not repeated."""
        done = call("plan", "--portal", "https://me:hidden@x", "--token-file", token)
        assert done.code == 2
        assert "is no address of a portal" in done.err
        assert "hidden" not in done.err


class TestToken:
    def test_missing(self, call: Call):
        """Without a token, and nobody to ask, the ways to give one are named."""
        done = call("plan", "--portal", NOBODY)
        assert done.code == 2
        assert "chmod 600 FILE" in done.err
        assert "INFOPROG_TOKEN" in done.err

    def test_no_argument(self, call: Call):
        """There is no option that takes a token itself."""
        done = call("publish", "--portal", NOBODY, "--token", SECRET)
        assert done.code == 2
        assert "No such option" in done.err

    def test_file_open_to_others(self, call: Call, token: str):
        """A file that others can read is refused with the command that closes it."""
        Path(token).chmod(0o644)
        done = call("plan", "--portal", NOBODY, "--token-file", token)
        assert done.code == 2
        assert f"chmod 600 {token}" in done.err

    def test_order(self, call: Call, token: str, monkeypatch: pytest.MonkeyPatch):
        """--token-file goes before INFOPROG_TOKEN, which goes before INFOPROG_TOKEN_FILE."""
        other = Path(token).with_name("other")
        other.write_text("of-the-setting")
        other.chmod(0o600)
        monkeypatch.setenv("INFOPROG_TOKEN_FILE", str(other))
        listed = wire.json("200 OK", '{"success": true, "result": []}')
        with wire.serving(listed) as at:
            portal = ("--portal", at.address.url)
            assert call("publications", *portal).code == 0
            monkeypatch.setenv("INFOPROG_TOKEN", "of-the-environment")
            call("publications", *portal)
            call("publications", *portal, "--token-file", token)
        sent = [one.partition("Authorization: ")[2].split("\r\n")[0] for one in at.requests]
        assert sent == ["of-the-setting", "of-the-environment", SECRET]

    def test_not_in_the_open(self, call: Call, token: str):
        """A token is not sent over http to another machine unless that is asked for."""
        done = call("plan", "--portal", "http://data.example.org", "--token-file", token)
        assert done.code == 2
        assert "--insecure" in done.err
        assert SECRET not in done.err

    def test_prompt(self, here: Path):
        """On a terminal a person is asked for the token, and it is not shown."""
        pid, terminal = pty.fork()
        if pid == 0:
            _become_command("publications", "--portal", NOBODY)
        os.read(terminal, 1000)
        os.write(terminal, f"{SECRET}\n".encode())
        seen = b""
        while piece := _read(terminal):
            seen += piece
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
        assert b"cannot be reached" in seen
        assert SECRET.encode() not in seen

    def test_pull_takes_none(self, call: Call):
        """A public package is asked for without a token, and nobody is asked for one."""
        nothing = wire.json("200 OK", '{"success": true, "result": []}')
        with wire.serving(nothing) as at:
            done = call("pull", "a-b", "--to", "out", "--portal", at.address.url)
        assert "is not published on this portal" in done.err
        assert "Authorization" not in at.requests[0]


class TestUsage:
    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("publish", "nema"), "There is no package nema"),
            (("publish", "misto-2026-2027", "--resume", "1"), "--resume takes no packages"),
            (("publish", "--hold", "--resume", "1"), "--resume takes no packages"),
            (("publish", "--plan", "no.json"), "does not exist"),
            (("plan", "nema"), "There is no package nema"),
            (("undo", "a-b"), "Missing option '--to'"),
            (("undo", "a-b", "--to", "0"), "0 is not in the range x>=1"),
            (("undo", "../a", "--to", "1"), "'../a' is no name of a package"),
            (("withdraw", "a-b"), "Missing option '--reason'"),
            (("withdraw", "a-b", "--reason", "x"), "repeat with --yes"),
            (("withdraw", "a-b", "--reason", "x", "--restricted"), "go together"),
            (("withdraw", "a-b", "--reason", "x", "--until", "2027-01-01"), "go together"),
            (("pull", "Захід", "--to", "out"), "is no name of a package"),
        ],
    )
    def test_wrong(self, call: Call, words: tuple[str, ...], message: str, token: str):
        """Wrong usage is told before the portal is asked."""
        done = call(*words, "--portal", NOBODY, "--token-file", token)
        assert done.code == 2
        assert message in done.err

    def test_plan_for_another_portal(self, call: Call, here: Path, token: str):
        """A plan is applied to the portal that it was made for, and to no other."""
        plan = {"format": 1, "portal": "https://other.example.org", "plans": []}
        (here / "plan.json").write_text(json.dumps(plan))
        done = call("publish", "--plan", "plan.json", "--portal", NOBODY, "--token-file", token)
        assert done.code == 2
        assert "made for https://other.example.org" in done.err

    def test_empty_plan(self, call: Call, here: Path, token: str):
        """A plan without packages publishes nothing, least of all everything."""
        (here / "plan.json").write_text(json.dumps({"format": 1, "portal": NOBODY, "plans": []}))
        done = call("publish", "--plan", "plan.json", "--portal", NOBODY, "--token-file", token)
        assert done.code == 2
        assert "plan.json plans no package" in done.err

    def test_findings(self, call: Call, here: Path, token: str):
        """A package with errors is not sent; the command that shows them is named; exit 1."""
        table = here / "datasets" / "misto-2026-2027" / "data" / "programme.csv"
        table.write_text("x\n1\n", "utf-8")
        words = ("--portal", NOBODY, "--token-file", token)
        done = call("publish", "misto-2026-2027", *words)
        assert done.code == 1
        assert "infoprog check datasets/misto-2026-2027" in done.err
        assert "failed" in done.out


class TestPullFolder:
    def test_not_empty(self, call: Call, here: Path):
        """A folder with files is left alone."""
        (here / "out").mkdir()
        (here / "out" / "mine.txt").write_text("моє")
        done = call("pull", "a-b", "--to", "out", "--portal", NOBODY)
        assert done.code == 2
        assert "out is not empty; name another folder, or add --replace" in done.err

    def test_no_package(self, call: Call, here: Path):
        """--replace takes the place of a package only: never of a folder of other things."""
        (here / "out").mkdir()
        (here / "out" / "mine.txt").write_text("моє")
        done = call("pull", "a-b", "--to", "out", "--replace", "--portal", NOBODY)
        assert done.code == 2
        assert "holds no package" in done.err


def _become_command(*words: str) -> None:
    """Become the command on this terminal; a copy of the test must never go on in its place."""
    try:
        command = str(Path(sys.executable).with_name("infoprog"))
        environ = {**os.environ, "INFOPROG_LANG": "en", "TERM": "dumb"}
        os.execve(command, [command, *words], environ)
    finally:
        os._exit(127)


def _read(terminal: int) -> bytes:
    """Return what a terminal shows; nothing when its program has gone."""
    try:
        return os.read(terminal, 1000)
    except OSError:
        return b""
