"""`make portal`: bring the machine, the services and the sites to the state they should have."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from portal import (
    console,
    databases,
    environment,
    files,
    health,
    keyring,
    machine,
    postgres,
    redis,
    services,
    sites,
    solr,
    supervisor,
)
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import ROOT, Settings

CLUSTER_GB = 0.3  # an empty cluster with its databases, and room to work
CODE = [
    *(ROOT / "ckanext-infoprog" / "ckanext", ROOT / "schemas"),
    *(ROOT / "portal" / "wsgi.py", ROOT / "portal" / "national"),
]


def up(settings: Settings, *, fill: bool = True) -> None:
    """Finish whatever is not finished yet; a second run changes nothing."""
    begun = time.monotonic()
    settings.logs.mkdir(parents=True, exist_ok=True)
    machine_step(settings)
    secrets = keyring.load(settings)
    supervisor.check_move(settings, secrets)
    stale = _files(settings, secrets)
    _services(settings, secrets, stale)
    for site in sites.of(settings):
        _site(site, settings, secrets)
    _restart_changed(settings, secrets)
    _wait_ready(settings)
    _reindex_changed(settings)
    if fill:
        _first_datasets(settings)
    print(_("done in {seconds:.0f} s").format(seconds=time.monotonic() - begun))
    _addresses(settings)


def machine_step(settings: Settings) -> None:
    """Install what the machine lacks."""
    with console.step(_("Machine")) as step:
        machine.check_python()
        missing = machine.missing_packages(settings)
        if missing or not environment.ready(settings):
            machine.check_disk(settings.shared, machine.DISK_NEEDED_GB)
        if missing:
            step.note = _("installed {packages}").format(packages=", ".join(missing))
            machine.install_packages(missing, settings.logs / "apt.log")
        machine.check_java()
    with console.step(_("Python environment")) as step:
        if not environment.ready(settings):
            environment.build(settings)
            step.note = _("built from the lock")
    with console.step(_("Solr’s jars")):
        solr.install(services.solr_jars(settings))


def _files(settings: Settings, secrets: dict[str, str]) -> list[str]:
    """Make the cluster and every configuration file; return the stores whose own changed."""
    with console.step(_("PostgreSQL cluster")) as step:
        if not postgres.folder(settings).exists():
            machine.check_disk(settings.state, CLUSTER_GB)
            postgres.make(settings, secrets["postgres"], settings.logs / "postgres-init.log")
            step.note = _("made")
        files.keep_private(postgres.folder(settings))  # else the server refuses to start
    with console.step(_("Configuration")) as step:
        changed = {
            "redis": redis.write_config(settings, secrets["redis"]),
            "solr": _solr_home(settings),
        }
        written = [sites.write_ini(site, settings, secrets) for site in sites.of(settings)]
        step.note = _("written") if any([*written, *changed.values()]) else ""
    return [name for name, is_new in changed.items() if is_new]


def _solr_home(settings: Settings) -> bool:
    found = list(settings.venv.glob("lib/python*/site-packages/ckan/config/solr/schema.xml"))
    if not found:
        raise PortalError(
            _("the virtual environment holds no CKAN"),
            _("remove {path} and run `make portal` again").format(path=settings.venv),
        )
    carried = sites.of(settings)
    names = [site.name for site in carried]
    rows = [sites.rows_core(site) for site in carried if site.is_ours]
    return bool(solr.write_home(services.solr_home(settings), names, found[0], rows=rows))


def _services(settings: Settings, secrets: dict[str, str], stale: list[str]) -> None:
    """Start the stores; the sites' own programs follow when their databases are there."""
    ran = supervisor.states(settings, secrets)
    with console.step(_("PostgreSQL, Redis, Solr")) as step:
        step.note = _("started") if supervisor.start(settings, secrets) else ""
        supervisor.restart(settings, secrets, [name for name in stale if name in ran])
        _wait_stores(settings, secrets)


def _site(site: sites.Site, settings: Settings, secrets: dict[str, str]) -> None:
    """Bring one site's databases, accounts and organisations up to date."""
    with console.step(_("Databases of {site}").format(site=site.name)) as step:
        step.note = _("brought up to date") if databases.prepare(site, settings, secrets) else ""
    if site.served:
        accounts(site, settings)


def accounts(site: sites.Site, settings: Settings) -> None:
    """Make the site's administrator; on the city's site its organisations and publisher too."""
    organizations = [ROOT / "datasets" / "organizations.yaml"] if site is sites.CITY else []
    stamp = site.home(settings) / "seeded"
    wanted = files.fingerprint([*organizations, ROOT / "portal" / "seed.py"])
    files.keep_private(token_file(site, settings))
    new_token = [] if token_file(site, settings).exists() else ["--token"]
    if files.stamped(stamp, wanted) and not new_token:
        return
    with console.step(_("Accounts of {site}").format(site=site.name)) as step:
        printed = console.ask(
            [settings.bin("python"), "-m", "portal.seed", site.ini(settings)]
            + [*organizations, *new_token],
            log=settings.logs / "seed.log",
            what=_("the accounts could not be made"),
            mend=_("read the log, then run `make portal` again"),
        )
        made = json.loads(printed.strip().splitlines()[-1])
        if "token" in made:
            files.write(token_file(site, settings), made["token"] + "\n", mode=0o600)
        files.write(stamp, wanted)
        step.note = _("organisations changed: {count}").format(count=made["organizations"])
    if "admin_password" in made:
        shown = _("administrator of {site}: admin, password: {password} (shown only now)")
        print("  " + shown.format(site=site.name, password=made["admin_password"]))


def token_file(site: sites.Site, settings: Settings) -> Path:
    """Return the private file of the API token: the publisher's, on a test site the admin's."""
    return site.home(settings) / "token"


def _restart_changed(settings: Settings, secrets: dict[str, str]) -> None:
    """Start the sites; restart those whose code or configuration changed since they began."""
    with console.step(_("Web and workers")) as step:
        before = supervisor.pids(settings, secrets)
        changed = supervisor.start(settings, secrets)
        code = files.fingerprint(CODE)
        for site in sites.of(settings):
            stamp = site.home(settings) / "started-with"
            wanted = files.digest(code + files.fingerprint([site.ini(settings)]))
            if not files.stamped(stamp, wanted):
                now = supervisor.pids(settings, secrets)
                names = services.names(site, settings)
                old = [name for name in names if name in now and now[name] == before.get(name)]
                supervisor.restart(settings, secrets, old)
                changed = changed or bool(old)
            files.write(stamp, wanted)
        step.note = _("started") if changed else ""


def _wait_stores(settings: Settings, secrets: dict[str, str], seconds: float = 60) -> None:
    """Wait until PostgreSQL, Redis and every Solr core answer."""
    checks: dict[str, Callable[[], bool]] = {
        "postgres": lambda: postgres.answers(settings),
        "redis": lambda: redis.answers(settings, secrets["redis"]),
        "solr": lambda: all(
            solr.ready(settings.ports["solr"], core)
            for site in sites.of(settings)
            for core in site.cores
        ),
    }
    deadline = time.monotonic() + seconds
    for name, answers in checks.items():
        while not answers():
            if time.monotonic() > deadline:
                raise PortalError(
                    _("{service} does not answer").format(service=name),
                    _store_mend(name, settings),
                    settings.logs / f"{name}.log",
                )
            time.sleep(0.2)


def _store_mend(name: str, settings: Settings) -> str:
    """Return what to do where a store does not come up."""
    if name != "solr":
        return _("read the last lines of the log; `make doctor` checks the machine")
    return _(
        "if the log tells of a damaged index: rm -r {path}; make portal builds it anew"
    ).format(path=services.solr_home(settings))


def _wait_ready(settings: Settings, seconds: float = 90) -> None:
    """Wait until every served site says that it is ready; fill an index that lacks datasets."""
    for site in (site for site in sites.of(settings) if site.served):
        with console.step(_("{site} answers").format(site=site.name)) as step:
            deadline = time.monotonic() + seconds
            rebuilt = False
            while (unwell := health.unwell(site, settings)) != []:
                if unwell == ["index"] and not rebuilt:
                    rebuilt = True
                    rebuild_index(site, settings)
                    step.note = _("search index rebuilt")
                if time.monotonic() > deadline:
                    raise PortalError(
                        _("{site} does not get ready: {parts}").format(
                            site=site.title, parts=", ".join(unwell or ["web"])
                        ),
                        _("read the log; `make doctor` checks every part"),
                        settings.logs / f"{site.name}-web.log",
                    )
                time.sleep(0.3)


def _reindex_changed(settings: Settings) -> None:
    """Index anew what an older schema had cut into words or an older address had named."""
    schema = files.fingerprint([services.solr_home(settings) / "configsets"])
    for site in (site for site in sites.of(settings) if site.served):
        stamp = site.home(settings) / "indexed-with"
        wanted = files.digest(schema + site.url(settings))
        if stamp.exists() and not files.stamped(stamp, wanted):
            with console.step(_("Search index of {site}").format(site=site.name)):
                rebuild_index(site, settings)
        files.write(stamp, wanted)


def rebuild_index(site: sites.Site, settings: Settings) -> None:
    """Fill the search from the database, of rows too; what the database lacks leaves it."""
    rows = [["infoprog", "index-rows", "--anew"]] if site.is_ours else []
    for words in [*rows, ["search-index", "rebuild"]]:
        console.run(
            [settings.bin("ckan"), "-c", site.ini(settings), *words],
            log=settings.logs / f"{site.name}-index.log",
            what=_("the search index could not be rebuilt"),
            mend=_("read the log, then run the command again"),
        )


def _first_datasets(settings: Settings) -> None:
    """Publish datasets/ on a portal that never was filled; from then on publishers decide."""
    stamp = filled_stamp(settings)
    if settings.profile == "test" or stamp.exists():
        return
    with console.step(_("Datasets")) as step:
        printed = console.ask(
            [settings.bin("infoprog"), "publish", "--portal", sites.CITY.url(settings)]
            + ["--token-file", token_file(sites.CITY, settings), "--allow-warnings"],
            log=settings.logs / "publish.log",
            what=_("the datasets could not be published"),
            mend=_("read the log, then run `make portal` again: it goes on where it stopped"),
            env={**os.environ, "INFOPROG_ROOT": str(ROOT)},
        )
        files.write(settings.logs / "published.txt", printed)
        files.write(stamp, "")
        step.note = _("published")


def filled_stamp(settings: Settings) -> Path:
    """Return the file that says that the city's portal has had its first datasets."""
    return sites.CITY.home(settings) / "filled"


def _addresses(settings: Settings) -> None:
    for site in (site for site in sites.of(settings) if site.served):
        print(f"  {site.title}: {site.url(settings)}")
    print("  " + _("publisher’s API token: {path}").format(path=token_file(sites.CITY, settings)))
