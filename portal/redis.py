"""The portal's own Redis: its configuration file and the command that runs it."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

from portal import files
from portal.settings import HOST, Settings

# ckanext-harvest's consumers wait in a blocking read; redis-py 8 gives up after 5 s unless told.
SOCKET_TIMEOUT = 86400


def write_config(settings: Settings, password: str) -> bool:
    """Write Redis' configuration; return whether it changed."""
    (settings.state / "redis").mkdir(parents=True, exist_ok=True)
    lines = [
        f"bind {HOST}",
        f"port {settings.ports['redis']}",
        f"requirepass {password}",
        f'dir "{settings.state / "redis"}"',
        "appendonly yes",
        "daemonize no",
        "save 900 1",
        'logfile ""',
    ]
    return files.write(_config(settings), "\n".join(lines) + "\n", mode=0o600)


def command(settings: Settings) -> list[str]:
    """Return the words that start Redis in the foreground."""
    return ["redis-server", str(_config(settings))]


def url(settings: Settings, password: str, database: int) -> str:
    """Return the address of one of its numbered databases."""
    address = f"redis://:{password}@{HOST}:{settings.ports['redis']}/{database}"
    return f"{address}?socket_timeout={SOCKET_TIMEOUT}"


def answers(settings: Settings, password: str) -> bool:
    """Return whether Redis is loaded and lets us in."""
    try:
        with socket.create_connection((HOST, settings.ports["redis"]), timeout=2) as link:
            link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            with link.makefile("rb") as answers:
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False


def _config(settings: Settings) -> Path:
    return settings.state / "redis.conf"


def length(settings: Settings, password: str, database: int, key: str) -> int:
    """Return the length of a list, 0 where there is none."""
    words = ["redis-cli", "-h", HOST, "-p", str(settings.ports["redis"]), "-n", str(database)]
    env = {**os.environ, "REDISCLI_AUTH": password}
    done = subprocess.run(
        [*words, "LLEN", key], capture_output=True, text=True, env=env, check=False
    )
    return int(done.stdout) if done.stdout.strip().isdigit() else 0
