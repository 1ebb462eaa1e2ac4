"""Where the portal keeps its state and on which ports it listens, as the environment says."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.errors import PortalError
from portal.i18n import _

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"

# name of the port -> number; INFOPROG_PORT_<NAME> overrides it
PORTS = {
    "web": 5000,
    "postgres": 5450,
    "redis": 6390,
    "solr": 8990,
    "national": 5010,
    "plain": 5011,
    "peer": 5012,
}
TEST_PORT_SHIFT = 100
# What the supervisor's configuration, Java's class path or a virtual environment cannot take.
UNFIT = re.compile(r'[%":;\\\x00-\x1f]')


@dataclass(frozen=True)
class Settings:
    """One portal: its state, its ports, whether it carries the national test portal."""

    state: Path
    ports: Mapping[str, int]
    with_national: bool
    profile: str
    site_url: str

    @property
    def logs(self) -> Path:
        """Return the folder of all logs."""
        return self.state / "logs"

    @property
    def run(self) -> Path:
        """Return the folder of sockets and process files."""
        return self.state / "run"

    @property
    def shared(self) -> Path:
        """Return the folder that profiles share: the virtual environment and Solr's jars."""
        return ROOT / ".portal"

    @property
    def venv(self) -> Path:
        """Return the virtual environment."""
        return self.shared / "venv"

    def bin(self, name: str) -> Path:
        """Return a program of the virtual environment."""
        return self.venv / "bin" / name


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings this run works with."""
    profile = environ.get("INFOPROG_PROFILE", "portal")
    shift = TEST_PORT_SHIFT if profile == "test" else 0
    default_state = ROOT / ".portal" / ("test" if profile == "test" else "main")
    ports = {name: _port(environ, name, number + shift) for name, number in PORTS.items()}
    _refuse_shared(ports)
    state = Path(environ.get("INFOPROG_STATE") or default_state).resolve()
    _refuse_place(state)
    return Settings(
        state=state,
        ports=ports,
        with_national=environ.get("WITH_NATIONAL", "") not in ("", "0"),
        profile=profile,
        site_url=_address(environ.get("INFOPROG_SITE_URL") or f"http://{HOST}:{ports['web']}"),
    )


def port_variable(name: str) -> str:
    """Return the environment variable that moves a port."""
    return f"INFOPROG_PORT_{name.upper()}"


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    variable = port_variable(name)
    text = environ.get(variable) or str(default)
    if not re.fullmatch("[0-9]{1,9}", text) or not 1024 <= int(text) <= 65535:
        raise PortalError(
            _("{variable}={text} is not a port").format(variable=variable, text=text),
            _("set {variable} to a number from 1024 to 65535").format(variable=variable),
        )
    return int(text)


def _address(text: str) -> str:
    """Return the portal's address without a slash at its end; CKAN stands at a host's root."""
    if not re.fullmatch(r"https?://[^/?#\s]+/?", text):
        raise PortalError(
            _("INFOPROG_SITE_URL={text} is not the address of a site").format(text=text),
            _("write it as https://opendata.example.org, without a path"),
        )
    return text.rstrip("/")


def _refuse_place(state: Path) -> None:
    for path in (ROOT, state):
        found = UNFIT.search(str(path))
        if found:
            raise PortalError(
                _("no portal can stand in {path}: its name holds “{sign}”").format(
                    path=path, sign=found.group()
                ),
                _("move it to a folder whose whole path has none of % : ; quotes and backslashes"),
            )


def _refuse_shared(ports: Mapping[str, int]) -> None:
    owners: dict[int, str] = {}
    for name, number in ports.items():
        if number in owners:
            raise PortalError(
                _("{first} and {second} are both port {port}").format(
                    first=port_variable(owners[number]), second=port_variable(name), port=number
                ),
                _("give each of them a port of its own"),
            )
        owners[number] = name
