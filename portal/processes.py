"""The processes of a portal as the system sees them: which are ours, and whose ports are taken."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from portal.settings import HOST, Settings

# Every process of this portal carries its state directory here: so it is told from all others.
MARK = "INFOPROG_PORTAL_STATE"
LISTEN = "0A"  # the state of a listening socket in /proc/net/tcp


def stop_orphans(settings: Settings) -> bool:
    """End processes of this portal that outlived their supervisor; return whether any were."""
    left = marked(settings)
    for number in left:
        _signal(number, signal.SIGINT if _is_postgres(number) else signal.SIGTERM)
    deadline = time.monotonic() + 30
    while marked(settings) and time.monotonic() < deadline:
        time.sleep(0.2)
    for number in marked(settings):
        _signal(number, signal.SIGKILL)
    return bool(left)


def marked(settings: Settings) -> list[int]:
    """Return the numbers of this portal's processes, its supervisor's first."""
    numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    supervisors = [number for number in numbers if _supervises(number, settings)]
    children = [number for number in numbers if _serves(number, settings)]
    return [*supervisors, *children]


def listening(settings: Settings) -> set[int]:
    """Return the ports on which this portal's own processes listen."""
    sockets = {name for number in marked(settings) for name in _open_files(number)}
    # Java listens on an IPv4 address through a socket of IPv6.
    texts = [_text(Path("/proc/net") / name) for name in ("tcp", "tcp6")]
    rows = [line.split() for text in texts for line in text.splitlines()[1:]]
    return {
        int(row[1].rpartition(":")[2], 16)
        for row in rows
        if row[3] == LISTEN and f"socket:[{row[9]}]" in sockets
    }


def _open_files(number: int) -> Iterator[str]:
    with contextlib.suppress(OSError):  # it has ended meanwhile
        for path in (Path("/proc") / str(number) / "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                yield str(path.readlink())


def _supervises(number: int, settings: Settings) -> bool:
    words = _read(number, "cmdline").split(b"\0")
    return str(settings.state / "supervisord.conf").encode() in words


def _serves(number: int, settings: Settings) -> bool:
    if f"{MARK}={settings.state}".encode() in _read(number, "environ").split(b"\0"):
        return True
    # PostgreSQL and Redis overwrite their environment; they stand in their data folders.
    if _read(number, "comm").strip() not in (b"redis-server", b"postgres"):
        return False
    try:
        folder = (Path("/proc") / str(number) / "cwd").readlink()
    except OSError:
        return False
    return folder in (settings.state / "redis", settings.state / "postgres")


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _read(number: int, name: str) -> bytes:
    try:
        return (Path("/proc") / str(number) / name).read_bytes()
    except OSError:
        return b""


def _is_postgres(number: int) -> bool:
    return _read(number, "comm").strip() == b"postgres"


def _signal(number: int, kind: signal.Signals) -> None:
    try:
        os.kill(number, kind)
    except ProcessLookupError:
        return


def free(port: int) -> bool:
    """Return whether nobody listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def memory(number: int) -> int:
    """Return the bytes that a process and its descendants hold, shared pages counted once each."""
    return sum(_proportional(child) for child in [number, *_descendants(number)])


def _descendants(number: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        parents.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], list(parents.get(number, []))
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def _proportional(number: int) -> int:
    try:
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))
