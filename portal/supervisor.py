"""The supervisor: started, asked and stopped through its own socket."""

from __future__ import annotations

import base64
import http.client
import socket
import subprocess
import time
import xmlrpc.client
from collections.abc import Collection
from typing import Any

from portal import processes, services
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import ROOT, Settings, port_variable

ALIVE = ("RUNNING", "STARTING", "BACKOFF")


def states(settings: Settings, secrets: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return what the supervisor says of each program; nothing where it does not run."""
    try:
        told = _rpc(settings, secrets).supervisor.getAllProcessInfo()
    except (OSError, http.client.HTTPException, xmlrpc.client.Error):
        return {}
    return {info["name"]: info for info in told}


def pids(settings: Settings, secrets: dict[str, str]) -> dict[str, int]:
    """Return the process of each program that runs."""
    known = states(settings, secrets)
    return {name: int(info["pid"]) for name, info in known.items() if info["pid"]}


def start(settings: Settings, secrets: dict[str, str]) -> bool:
    """Start the supervisor with all its programs, or bring it up to date; return what changed."""
    services.write_config(settings, secrets)
    if states(settings, secrets):
        # A run that was cut off may have written the file and not have said so.
        return any([_update(settings, secrets), _wake(settings, secrets)])
    processes.stop_orphans(settings)
    check_ports(settings)
    log = settings.logs / "supervisord.log"
    words = [str(settings.bin("supervisord")), "-c", str(services.config(settings))]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode != 0:
        raise PortalError(
            _("the supervisor did not start: {message}").format(message=done.stderr.strip()),
            _("read the log; `make doctor` checks the machine"),
            log,
        )
    wait(settings, secrets)
    return True


def wait(settings: Settings, secrets: dict[str, str], seconds: float = 40) -> None:
    """Wait until every program that should run does; tell the first that does not."""
    wanted = [service.name for service in services.of(settings) if service.autostart]
    deadline = time.monotonic() + seconds
    while True:
        known = states(settings, secrets)
        behind = [name for name in wanted if known.get(name, {}).get("statename") != "RUNNING"]
        if not behind:
            return
        if time.monotonic() > deadline or known.get(behind[0], {}).get("statename") == "FATAL":
            raise PortalError(
                _("{service} does not start").format(service=behind[0]),
                _("read the last lines of the log; `make doctor` checks the machine"),
                settings.logs / f"{behind[0]}.log",
            )
        time.sleep(0.2)


def restart(settings: Settings, secrets: dict[str, str], names: list[str]) -> None:
    """Restart programs that run; those that do not are left alone."""
    rpc, known = _rpc(settings, secrets), states(settings, secrets)
    for name in names:
        if known.get(name, {}).get("statename") in (*ALIVE, "FATAL"):
            if known[name]["statename"] in ("RUNNING", "STARTING"):
                rpc.supervisor.stopProcess(name)
            rpc.supervisor.startProcess(name, False)


def begin(settings: Settings, secrets: dict[str, str], names: list[str]) -> None:
    """Start programs that do not run; they come up while the caller waits for what they do."""
    rpc, known = _rpc(settings, secrets), states(settings, secrets)
    for name in names:
        if known[name]["statename"] not in ALIVE:
            rpc.supervisor.startProcess(name, False)


def halt(settings: Settings, secrets: dict[str, str], names: list[str]) -> None:
    """Stop programs and wait until they are gone."""
    rpc, known = _rpc(settings, secrets), states(settings, secrets)
    for name in names:
        if known.get(name, {}).get("statename") in ALIVE:
            rpc.supervisor.stopProcess(name)


def stop(settings: Settings, secrets: dict[str, str]) -> bool:
    """Stop everything; return whether anything ran."""
    if states(settings, secrets):
        _rpc(settings, secrets).supervisor.shutdown()
        deadline = time.monotonic() + 60
        while processes.marked(settings) and time.monotonic() < deadline:
            time.sleep(0.2)
    else:
        return processes.stop_orphans(settings)
    processes.stop_orphans(settings)
    return True


def check_move(settings: Settings, secrets: dict[str, str]) -> None:
    """Refuse to move a running portal onto a port that somebody else holds."""
    if states(settings, secrets):
        check_ports(settings, held=processes.listening(settings))


def check_ports(settings: Settings, held: Collection[int] = ()) -> None:
    """Refuse to start on a port that somebody else holds; `held` are those that we do."""
    for service in services.of(settings):
        if not service.port or not service.autostart:
            continue
        port = settings.ports[service.port]
        if port not in held and not processes.free(port):
            raise PortalError(
                _("port {port}, meant for {service}, is taken by another program").format(
                    port=settings.ports[service.port], service=service.name
                ),
                _("choose another one: make portal {variable}=NUMBER").format(
                    variable=port_variable(service.port)
                ),
            )


def _update(settings: Settings, secrets: dict[str, str]) -> bool:
    rpc = _rpc(settings, secrets)
    added, changed, removed = rpc.supervisor.reloadConfig()[0]
    for name in [*changed, *removed]:
        rpc.supervisor.stopProcessGroup(name)
        rpc.supervisor.removeProcessGroup(name)
    for name in [*added, *changed]:
        rpc.supervisor.addProcessGroup(name)
    return bool(added or changed or removed)


def _wake(settings: Settings, secrets: dict[str, str]) -> bool:
    """Start what should run and does not."""
    rpc, known = _rpc(settings, secrets), states(settings, secrets)
    asleep = [
        service.name
        for service in services.of(settings)
        if service.autostart
        and known.get(service.name, {}).get("statename") in ("STOPPED", "EXITED", "FATAL")
    ]
    for name in asleep:
        rpc.supervisor.startProcess(name, False)
    wait(settings, secrets)
    return bool(asleep)


class _UnixTransport(xmlrpc.client.Transport):
    """Speaks to the supervisor through its socket file."""

    def __init__(self, path: str, password: str) -> None:
        super().__init__()
        self._path, self._password = path, password

    def make_connection(self, host: object) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("localhost", timeout=120)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(self._path)
        return connection

    def send_headers(
        self, connection: http.client.HTTPConnection, headers: list[tuple[str, str]]
    ) -> None:
        word = base64.b64encode(f"portal:{self._password}".encode()).decode()
        super().send_headers(connection, [*headers, ("Authorization", f"Basic {word}")])


def _rpc(settings: Settings, secrets: dict[str, str]) -> Any:  # noqa: ANN401 - methods exist on the server only
    transport = _UnixTransport(str(services.socket_file(settings)), secrets["supervisor"])
    return xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=transport)
