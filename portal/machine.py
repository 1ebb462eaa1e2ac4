"""What the machine must have before a portal can stand on it, and how the missing is installed."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from portal.console import run
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import Settings

PYTHON_FLOOR = (3, 11)
JAVA_FLOOR = 17
DISK_NEEDED_GB = 3

# command in PATH or file that must be there -> Debian package that brings it
PACKAGES = {
    "/usr/lib/postgresql/*/bin/postgres": "postgresql",
    "redis-server": "redis-server",
    "java": "default-jre-headless",
    "mvn": "maven",
    "gcc": "gcc",
    "/usr/include/postgresql/libpq-fe.h": "libpq-dev",
    "/usr/lib/*/libmagic.so.1": "libmagic1",
    "setpriv": "util-linux",
}
TEST_PACKAGES = {"chromium": "chromium"}
# A file in this folder keeps postgresql-common from making a cluster of its own at install time.
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/infoprog-portal.conf")
POLICY = Path("/usr/sbin/policy-rc.d")


def check_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < PYTHON_FLOOR:
        raise PortalError(
            _("Python {found} is too old").format(found=sys.version.split()[0]),
            _("install Python 3.11 or newer and run: make portal PYTHON=python3.11"),
        )


def check_java() -> None:
    """Refuse a Java runtime that cannot run Solr."""
    shown = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    words = shown.split('"')
    major = int(words[1].split(".")[0]) if len(words) > 1 and words[1][0].isdigit() else 0
    if major < JAVA_FLOOR:
        raise PortalError(
            _("Java {found} cannot run Solr 9").format(found=words[1] if len(words) > 1 else "?"),
            _("install Java 17 or newer (apt-get install default-jre-headless), first in PATH"),
        )


def check_disk(folder: Path, needed: float) -> None:
    """Refuse to begin what the disk cannot hold; `needed` in gigabytes."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / 1e9
    if free < needed:
        raise PortalError(
            _("only {free:.1f} GB are free, the portal needs {needed} GB").format(
                free=free, needed=needed
            ),
            _("free some space on the disk that holds {path} and run `make portal` again").format(
                path=folder
            ),
        )


def missing_packages(settings: Settings) -> list[str]:
    """Return the Debian packages whose files are not on this machine."""
    wanted = {**PACKAGES, **(TEST_PACKAGES if settings.profile == "test" else {})}
    packages = [package for place, package in wanted.items() if not _exists(place)]
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        packages.append("python3-dev")
    if not _has_module("ensurepip"):
        packages.append("python3-venv")
    return packages


def install_packages(packages: list[str], log: Path) -> None:
    """Install Debian packages without starting a service and without a `main` cluster."""
    mend = _("read the log; or install by hand: apt-get install {packages}").format(
        packages=" ".join(packages)
    )
    sudo = _sudo(packages)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _services_kept_quiet(sudo):
        for command in (
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
        ):
            run([*sudo, *command], log=log, what=_("apt-get failed"), mend=mend, env=env)


def _exists(place: str) -> bool:
    if not place.startswith("/"):
        return shutil.which(place) is not None
    return any(Path("/").glob(place.lstrip("/")))


def _has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _sudo(packages: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None or subprocess.run(["sudo", "-v"], check=False).returncode != 0:
        raise PortalError(
            _("these packages are missing and you may not install them: {packages}").format(
                packages=" ".join(packages)
            ),
            _("ask an administrator to run: apt-get install {packages}").format(
                packages=" ".join(packages)
            ),
        )
    return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]


@contextlib.contextmanager
def _services_kept_quiet(sudo: list[str]) -> Iterator[None]:
    """Keep packages from starting services while they are installed; leave no trace."""
    made = [
        (path, text)
        for path, text in (
            (NO_MAIN_CLUSTER, "create_main_cluster = false\n"),
            (POLICY, "#!/bin/sh\nexit 101\n"),
        )
        if not path.exists()
    ]
    try:
        for path, text in made:
            _as_root(sudo, ["mkdir", "-p", str(path.parent)])
            _as_root(sudo, ["tee", str(path)], text)
            _as_root(sudo, ["chmod", "755", str(path)])
        yield
    finally:
        for path, _text in made:
            _as_root(sudo, ["rm", "-f", str(path)])


def _as_root(sudo: list[str], command: list[str], stdin: str | None = None) -> None:
    subprocess.run([*sudo, *command], input=stdin, text=True, stdout=subprocess.DEVNULL, check=True)
