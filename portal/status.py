"""`make status` and `make logs`: what runs, where, how big, how long its queues are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from portal import keyring, postgres, processes, redis, services, sites, supervisor
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import HOST, Settings


def status(settings: Settings) -> int:
    """Print the portal's services, versions, queues and disk; 1 where a service is not well."""
    _must_exist(settings)
    secrets = keyring.load(settings)
    known = supervisor.states(settings, secrets)
    well = True
    print(f"{_('service'):<18}{_('state'):<10}{_('up for'):>10}{_('memory'):>10}  {_('address')}")
    for service in services.of(settings):
        info = known.get(service.name, {})
        state = str(info.get("statename", "DOWN"))
        well = well and (state == "RUNNING" or not service.autostart)
        age = _duration(time.time() - info["start"]) if state == "RUNNING" else "–"
        size = f"{processes.memory(info['pid']) / 1e6:.0f} MB" if info.get("pid") else "–"
        address = f"{HOST}:{settings.ports[service.port]}" if service.port else ""
        print(f"{service.name:<18}{state:<10}{age:>10}{size:>10}  {address}")
    _print_versions(settings)
    if known:
        _print_queues(settings, secrets)
    _print_disk(settings)
    return 0 if well else 1


def logs(settings: Settings, *names: str) -> int:
    """Follow the logs of all services, or of those named."""
    _must_exist(settings)
    there = {path.stem: path for path in sorted(settings.logs.glob("*.log"))}
    unknown = [name for name in names if name and name not in there]
    if unknown:
        raise PortalError(
            _("there is no log of {name}").format(name=unknown[0]),
            _("choose one: {names}").format(names=", ".join(there)),
        )
    files = [there[name] for name in names if name] or list(there.values())
    return subprocess.run(["tail", "-n", "20", "-F", *files], check=False).returncode


def _must_exist(settings: Settings) -> None:
    if not keyring.path(settings).exists():
        raise PortalError(_("there is no portal here"), _("raise one: make portal"))


def _print_versions(settings: Settings) -> None:
    wanted = ("ckan", "ckanext_harvest", "ckanext_dcat", "ckanext_scheming", "frictionless")
    folders = [path.name for path in settings.venv.glob("lib/python*/site-packages/*-info")]
    found = {name.split("-")[0]: name.split("-")[1] for name in folders if "-" in name}
    versions = {name: re.sub(r"\.(dist|egg)$", "", text) for name, text in found.items()}
    words = [f"{name} {versions.get(name, '?')}" for name in wanted]
    solr = next(services.solr_jars(settings).glob("solr-core-*.jar"), Path("solr-core-?"))
    words.append(solr.stem.replace("solr-core-", "Solr "))
    words.append(f"PostgreSQL {postgres.programs(settings).parent.name}")
    print(_("versions: {list}").format(list=", ".join(words)))


def _print_queues(settings: Settings, secrets: dict[str, str]) -> None:
    for site in sites.of(settings):
        queues = {"jobs": f"rq:queue:ckan:infoprog-{site.name}:default"}
        if site.harvests:
            queues["gather"] = f"ckanext-harvest:infoprog-{site.name}:harvest_job_id"
            queues["fetch"] = f"ckanext-harvest:infoprog-{site.name}:harvest_object_id"
        lengths = {
            name: redis.length(settings, secrets["redis"], site.redis_db, key)
            for name, key in queues.items()
        }
        shown = ", ".join(f"{name} {length}" for name, length in lengths.items())
        print(_("queues of {site}: {lengths}").format(site=site.name, lengths=shown))


def _print_disk(settings: Settings) -> None:
    for path in sorted(settings.state.iterdir()):
        if path.is_dir():
            print(f"  {path.name:<12}{_size(path) / 1e6:>10.1f} MB")
    free = shutil.disk_usage(settings.state).free / 1e9
    print(_("free on this disk: {free:.1f} GB").format(free=free))


def _size(folder: Path) -> int:
    total = 0
    for base, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(base) / name).lstat().st_size
            except OSError:
                continue
    return total


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    return _("{n} h").format(n=minutes // 60)
