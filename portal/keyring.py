"""The portal's random secrets, made once and kept in one private file."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from portal import files, postgres
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import Settings

NAMES = (
    "postgres",  # the cluster's superuser
    "ckan",  # the role that owns the databases
    "datastore_reader",  # the role that may only read the DataStore
    "redis",
    "supervisor",
    "sign",  # signs sessions and API tokens
)


def path(settings: Settings) -> Path:
    """Return the file of the secrets."""
    return settings.state / "secrets.json"


def load(settings: Settings) -> dict[str, str]:
    """Return the secrets; make those that are missing."""
    known = read(settings)
    full = {name: known.get(name) or secrets.token_urlsafe(32) for name in NAMES}
    files.write(path(settings), json.dumps(full, indent=1) + "\n", mode=0o600)
    return full


def read(settings: Settings) -> dict[str, str]:
    """Return the secrets that are there; refuse to go on where those of a cluster are gone."""
    file = path(settings)
    known = _read(file) if file.exists() else {}
    if "postgres" not in known and postgres.folder(settings).exists():
        raise _damaged(file)  # new secrets would not open the cluster that is there
    return known


def _read(file: Path) -> dict[str, str]:
    try:
        content = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise _damaged(file) from error
    if not isinstance(content, dict) or not all(isinstance(one, str) for one in content.values()):
        raise _damaged(file)
    return content


def _damaged(file: Path) -> PortalError:
    return PortalError(
        _("{path} is damaged: it holds no readable secrets").format(path=file),
        _("run make reset, then make restore FILE=… with your backup; without one all begins anew"),
    )


def replace(settings: Settings, some: dict[str, str]) -> None:
    """Take some secrets from a backup, keep the others."""
    content = {**load(settings), **some}
    files.write(path(settings), json.dumps(content, indent=1) + "\n", mode=0o600)
