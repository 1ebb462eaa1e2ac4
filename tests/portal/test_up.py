"""`make portal` on a portal that is already there."""

from pathlib import Path

import pytest

from portal import supervisor
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
