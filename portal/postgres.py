"""The portal's own PostgreSQL cluster: made, started, filled with roles and databases."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import subprocess
from pathlib import Path

from portal.console import ask, run
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import HOST, Settings

SYSTEM_USER = "postgres"
SUPERUSER = "portal"
# The server gets its data directory as an open folder and names it so. Then it also works below
# a folder that its user may not walk through, such as /root.
HERE = "/proc/self/fd/9"
OPTIONS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "120",
    "shared_buffers": "256MB",
}


def folder(settings: Settings) -> Path:
    """Return the cluster's data directory."""
    return settings.state / "postgres"


def programs(settings: Settings) -> Path:
    """Return the folder of the server's programs: of the cluster's version, else the newest."""
    made_by = folder(settings) / "PG_VERSION"
    wanted = made_by.read_text().strip() if _is_file(made_by) else "*"
    found = sorted(Path("/usr/lib/postgresql").glob(f"{wanted}/bin/postgres"), key=_version)
    if not found:
        raise PortalError(
            _("PostgreSQL {version} is not installed").format(version=wanted),
            _("install postgresql-{version}; the cluster was made by it").format(version=wanted),
        )
    return found[-1].parent


def make(settings: Settings, password: str, log: Path) -> None:
    """Make the cluster; a half-made one is thrown away."""
    draft = folder(settings).with_name("postgres.new")
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700, parents=True)
    _give(draft)
    home = programs(settings)
    words = [str(home / "initdb"), "-D", HERE, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"]
    what = _("the PostgreSQL cluster could not be made")
    mend = _("read the log, then run `make portal` again")
    run(
        _as_server(draft, [*words, "--auth=trust", "--no-instructions"]),
        log=log,
        what=what,
        mend=mend,
    )
    # Nobody is let in without a password once the server listens.
    (draft / "pg_hba.conf").write_text(f"host all all {HOST}/32 scram-sha-256\n")
    run(
        _as_server(draft, [str(home / "postgres"), "--single", "-D", HERE, "postgres"]),
        log=log, what=what, mend=mend, stdin=f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n",
    )  # fmt: skip
    draft.rename(folder(settings))


def command(settings: Settings) -> list[str]:
    """Return the words that start the server in the foreground."""
    words = [
        str(programs(settings) / "postgres"),
        "-D",
        HERE,
        "-p",
        str(settings.ports["postgres"]),
    ]
    for name, value in OPTIONS.items():
        words += ["-c", f"{name}={value}"]
    return _as_server(folder(settings), words)


def answers(settings: Settings) -> bool:
    """Return whether the server accepts connections."""
    words = [
        programs(settings) / "pg_isready",
        "-q",
        "-h",
        HOST,
        "-p",
        str(settings.ports["postgres"]),
    ]
    return subprocess.run([str(word) for word in words], check=False).returncode == 0


def psql(settings: Settings, password: str, database: str, sql: str, log: Path) -> str:
    """Run SQL as the cluster's superuser and return what it prints."""
    return ask(
        [programs(settings) / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"],
        log=log,
        stdin=sql,
        env={**os.environ, **connection(settings, password)},
        what=_("PostgreSQL refused a command"),
        mend=_("read the log; `make doctor` checks the cluster"),
    )


def connection(settings: Settings, password: str) -> dict[str, str]:
    """Return the environment by which PostgreSQL's own clients find the cluster."""
    return {
        "PGHOST": HOST,
        "PGPORT": str(settings.ports["postgres"]),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": password,
        "PGDATABASE": "postgres",
    }


def ensure_role(settings: Settings, secret: str, role: str, password: str, log: Path) -> None:
    """Make a role that may log in, or set its password anew."""
    sql = (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
        f'CREATE ROLE "{role}" LOGIN; END IF; END $$; ALTER ROLE "{role}" PASSWORD \'{password}\';'
    )
    psql(settings, secret, "postgres", sql, log)


def ensure_database(settings: Settings, secret: str, name: str, owner: str, log: Path) -> bool:
    """Make a database; return whether it was new."""
    query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
    if psql(settings, secret, "postgres", query, log).strip():
        return False
    psql(
        settings,
        secret,
        "postgres",
        f'CREATE DATABASE "{name}" OWNER "{owner}" ENCODING \'UTF8\'',
        log,
    )
    return True


def _as_server(home: Path, words: list[str]) -> list[str]:
    """Return the command with `home` open as HERE, run by the server's user where we are root."""
    drop = ["setpriv", f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--init-groups"]
    line = shlex.join([*(drop if os.geteuid() == 0 else []), *words])
    return ["sh", "-c", f"cd / && exec 9<{shlex.quote(str(home))} && exec {line}"]


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(SYSTEM_USER)
        os.chown(path, user.pw_uid, user.pw_gid)


def _version(program: Path) -> int:
    return int(program.parent.parent.name)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:
        return False
