"""The services of a portal, and the supervisor's configuration that keeps them alive."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from portal import files, postgres, redis, sites, solr
from portal.processes import MARK
from portal.settings import HOST, ROOT, Settings

WORKERS, THREADS = 2, 4


@dataclass(frozen=True)
class Service:
    """A program the supervisor keeps alive."""

    name: str
    command: list[str]
    priority: int
    port: str | None = None
    ini: Path | None = None
    autostart: bool = True
    stop_signal: str = "TERM"
    stop_wait: int = 30


def of(settings: Settings) -> list[Service]:
    """Return the services of this portal in the order in which they start."""
    stores = [
        # INT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
        Service("postgres", postgres.command(settings), 10, "postgres", stop_signal="INT"),
        Service("redis", redis.command(settings), 10, "redis"),
        Service(
            "solr",
            solr.command(solr_home(settings), solr_jars(settings), settings.ports["solr"]),
            20,
            "solr",
        ),
    ]
    return stores + [service for site in sites.of(settings) for service in _site(site, settings)]


def solr_home(settings: Settings) -> Path:
    """Return Solr's home with its cores."""
    return settings.state / "solr"


def solr_jars(settings: Settings) -> Path:
    """Return the folder of Solr's jars, which all profiles share."""
    return settings.shared / "solr-jars"


def names(site: sites.Site, settings: Settings) -> list[str]:
    """Return the names of a site's own programs."""
    return [service.name for service in _site(site, settings)]


def _site(site: sites.Site, settings: Settings) -> list[Service]:
    if site in sites.PYTESTS:
        return []
    ini = site.ini(settings)
    ckan = [str(settings.bin("ckan")), "-c", str(ini)]
    port = site.name if site.name in settings.ports else "web"
    # Before its databases are there a site could only crash.
    begins = site.served and (site.home(settings) / "migrated").exists()
    web = [
        str(settings.bin("gunicorn")), "portal.wsgi:application", "--chdir", str(ROOT),
        "--bind", f"{HOST}:{site.port(settings)}", "--worker-class", "gthread",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--timeout", "120",
        "--graceful-timeout", "20", "--worker-tmp-dir", "/dev/shm", "--no-control-socket",
    ]  # fmt: skip
    found = [
        Service(f"{site.name}-web", web, 30, port, ini, begins),
        Service(f"{site.name}-worker", [*ckan, "jobs", "worker"], 40, None, ini, begins),
    ]
    if site.publishes:
        words = [*ckan, "infoprog", "reconcile", "--forever"]
        found.append(Service(f"{site.name}-reconcile", words, 40, None, ini, begins))
    if site.harvests:
        for queue in ("gather", "fetch"):
            words = [*ckan, "harvester", f"{queue}-consumer"]
            found.append(Service(f"{site.name}-{queue}", words, 40, None, ini, begins))
        clock = [str(settings.bin("python")), str(ROOT / "portal" / "clockwork.py"), *ckan]
        found.append(Service(f"{site.name}-clockwork", clock, 40, None, ini, begins))
    return found


def write_config(settings: Settings, secrets: dict[str, str]) -> bool:
    """Write the supervisor's configuration; return whether it changed."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    settings.run.mkdir(parents=True, exist_ok=True)
    head = [
        "[supervisord]",
        f"logfile={settings.logs / 'supervisord.log'}",
        f"pidfile={settings.run / 'supervisord.pid'}",
        # Java finds files with Cyrillic names only where the locale is of UTF-8.
        f'environment={MARK}="{settings.state}",PYTHONDONTWRITEBYTECODE="1",LC_ALL="C.UTF-8"',
        *(["user=root"] if os.geteuid() == 0 else []),
        "[unix_http_server]",
        f"file={socket_file(settings)}",
        "chmod=0600",
        "username=portal",
        f"password={secrets['supervisor']}",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    ]
    programs = [line for service in of(settings) for line in _program(service, settings)]
    return files.write(config(settings), "\n".join([*head, *programs]) + "\n", mode=0o600)


def _program(service: Service, settings: Settings) -> list[str]:
    words = " ".join(_quote(word) for word in service.command)
    environment = [f'CKAN_INI="{service.ini}"'] if service.ini else []
    if service.ini and settings.profile == "test":
        environment.append(f'INFOPROG_FAULTS="{settings.state / "fault"}"')
    return [
        f"[program:{service.name}]",
        f"command={words.replace('%', '%%')}",
        f"priority={service.priority}",
        f"autostart={str(service.autostart).lower()}",
        "autorestart=true",
        "startsecs=2",
        "startretries=20",
        f"stopsignal={service.stop_signal}",
        f"stopwaitsecs={service.stop_wait}",
        *(["stopasgroup=true", "killasgroup=true"] if service.ini else []),
        "redirect_stderr=true",
        f"stdout_logfile={settings.logs / (service.name + '.log')}",
        "stdout_logfile_maxbytes=10MB",
        "stdout_logfile_backups=3",
        *([f"environment={','.join(environment)}"] if environment else []),
    ]


def _quote(word: str) -> str:
    return word if word.replace("/", "").replace("-", "").isalnum() else _double_quoted(word)


def _double_quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def config(settings: Settings) -> Path:
    """Return the supervisor's configuration file."""
    return settings.state / "supervisord.conf"


def socket_file(settings: Settings) -> Path:
    """Return the supervisor's socket; the system allows no name longer than 107 bytes."""
    path = settings.run / "supervisor.sock"
    if len(str(path)) < 90:
        return path
    return Path(f"/tmp/infoprog-{files.digest(str(settings.state))[:12]}.sock")
