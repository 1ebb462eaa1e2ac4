"""`make portal` on a portal that is already there."""

import socket
from pathlib import Path

import pytest

from portal import health, sites, supervisor
from portal.settings import Settings, port_variable

from .conftest import Portal


class TestSecondRun:
    """A portal that is up stays as it is."""

    def test_changes_nothing(self, portal: Portal, here: Settings, secrets: dict[str, str]) -> None:
        """A second run restarts no process and reports no step as done."""
        before = {name: info["pid"] for name, info in supervisor.states(here, secrets).items()}
        done = portal("up")
        after = {name: info["pid"] for name, info in supervisor.states(here, secrets).items()}
        assert done.returncode == 0, done.stderr
        assert before == after
        assert "(" not in done.stdout.split("done in")[0]

    def test_private_files(self, here: Settings) -> None:
        """Files that hold secrets can be read by their owner only."""
        private = [here.state / "secrets.json", here.state / "redis.conf"]
        private += [*here.state.glob("*/ckan.ini"), *here.state.glob("*/token")]
        assert len(private) > 4
        assert {path.stat().st_mode & 0o777 for path in private} == {0o600}


class TestRefusals:
    """What cannot work ends in one sentence with its mend."""

    def test_taken_port(self, second: Portal, here: Settings) -> None:
        """A port that another program holds is named with the setting that moves it."""
        taken = str(here.ports["redis"])
        done = second("up", **{port_variable("redis"): taken})
        assert done.returncode == 2
        assert f"port {taken}, meant for redis, is taken" in done.stderr
        assert "INFOPROG_PORT_REDIS=NUMBER" in done.stderr

    @pytest.mark.parametrize("text", ["http", "80", "70000", "-1"])
    def test_bad_port(self, portal: Portal, text: str) -> None:
        """A port number that cannot be used is refused before anything starts."""
        done = portal("up", INFOPROG_PORT_WEB=text)
        assert done.returncode == 2
        assert f"INFOPROG_PORT_WEB={text} is not a port" in done.stderr

    def test_damaged_secrets(self, second: Portal) -> None:
        """Unreadable secrets stop the start, and the file stays as it was found."""
        state = Path(second.keywords["environ"]["INFOPROG_STATE"])
        state.mkdir(parents=True)
        (state / "secrets.json").write_text("{not json")
        done = second("up")
        assert done.returncode == 2
        assert "secrets.json is damaged" in done.stderr
        assert "make restore FILE=" in done.stderr
        assert (state / "secrets.json").read_text() == "{not json"

    def test_no_portal(self, second: Portal) -> None:
        """Where there is no portal yet, the status says how to raise one."""
        done = second("status")
        assert done.returncode == 2
        assert "raise one: make portal" in done.stderr

    def test_running_portal_moved(self, portal: Portal, here: Settings) -> None:
        """A running portal is not moved onto a port that another program holds."""
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = str(other.getsockname()[1])
            done = portal("up", INFOPROG_PORT_WEB=taken)
        assert done.returncode == 2
        assert f"port {taken}, meant for city-web, is taken" in done.stderr
        assert health.unwell(sites.CITY, here) == []

    def test_unknown_log(self, portal: Portal) -> None:
        """A service that has no log gets the list of those that have one."""
        done = portal("logs", "nosuch")
        assert done.returncode == 2
        assert "there is no log of nosuch" in done.stderr
        assert "city-web" in done.stderr

    def test_backup_to_nowhere(self, portal: Portal, tmp_path: Path) -> None:
        """A backup into a folder that is not there is refused before anything is read."""
        done = portal("backup", str(tmp_path / "nowhere" / "portal.tar"))
        assert done.returncode == 2
        assert f"there is no folder {tmp_path / 'nowhere'}" in done.stderr

    def test_unknown_command(self, portal: Portal) -> None:
        """A command that does not exist gets the list of those that do."""
        done = portal("fly")
        assert done.returncode == 2
        assert "up|status|logs" in done.stderr

    def test_reset_asks(self, portal: Portal, here: Settings) -> None:
        """Reset removes nothing without an answer."""
        done = portal("reset")
        assert "nothing was removed" in done.stderr
        assert (here.state / "secrets.json").exists()


class TestDoctor:
    """The doctor says what it could not ask."""

    def test_stopped_portal(self, second: Portal) -> None:
        """Where nothing runs, stores and sites are not called well."""
        told = second("doctor")
        assert told.returncode == 1
        assert "the supervisor does not run" in told.stdout
        assert "– stores answer: not asked, the portal does not run" in told.stdout
        assert "– sites are ready: not asked, the portal does not run" in told.stdout
