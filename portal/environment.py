"""The virtual environment: exactly what the lock says, and this project on top."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from portal.console import run
from portal.files import fingerprint, stamped, write
from portal.i18n import _
from portal.settings import ROOT, Settings

# What the services import first: an environment that lacks one of them is made anew.
ESSENTIAL = "import ckan, flask, gunicorn, psycopg2, supervisor, yaml"
LOCKS = {
    "portal": [ROOT / "requirements" / "portal.txt"],
    "test": [ROOT / "requirements" / "portal.txt", ROOT / "requirements" / "dev.txt"],
}
# The portal that plays the national one in tests has a plugin of its own.
PROJECTS = [ROOT, ROOT / "portal" / "national"]


def ready(settings: Settings) -> bool:
    """Return whether the environment holds what this profile's lock says."""
    return stamped(_stamp(settings), _wanted(settings)) and _runs(settings)


def build(settings: Settings) -> None:
    """Make or complete the virtual environment; an interrupted build is taken up again."""
    log = settings.shared / "logs" / "venv.log"
    mend = _(
        "read the log; if it is the network, run `make portal` again: it goes on where it stopped"
    )
    if not _runs(settings, "pass") or (_stamp(settings).exists() and not _runs(settings)):
        shutil.rmtree(settings.venv, ignore_errors=True)
        run(
            [sys.executable, "-m", "venv", settings.venv],
            log=log,
            mend=mend,
            what=_("the virtual environment could not be made"),
        )
    for lock in LOCKS[_profile(settings)]:
        run(
            [settings.bin("pip"), "install", "--require-hashes", "-r", lock],
            log=log,
            mend=mend,
            what=_("pip could not install {lock}").format(lock=lock.name),
        )
    run(
        [settings.bin("pip"), "install", "--no-deps", "--no-build-isolation"]
        + [word for project in PROJECTS for word in ("-e", project)],
        log=log,
        mend=mend,
        what=_("the project itself could not be installed"),
    )
    write(_stamp(settings), _wanted(settings))


def _profile(settings: Settings) -> str:
    return (
        "test" if settings.profile == "test" or _stamp_of(settings, "test").exists() else "portal"
    )


def _runs(settings: Settings, code: str = ESSENTIAL) -> bool:
    python = settings.bin("python")
    if not python.exists() or not settings.bin("pip").exists():
        return False
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def _stamp_of(settings: Settings, profile: str) -> Path:
    return settings.venv / f"installed-{profile}"


def _stamp(settings: Settings) -> Path:
    return _stamp_of(settings, _profile(settings))


def _wanted(settings: Settings) -> str:
    return fingerprint([*LOCKS[_profile(settings)], *(one / "setup.py" for one in PROJECTS)]) + "\n"
