"""`make doctor`: each thing that can be wrong with the machine or the portal, and its mend."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from portal import (
    environment,
    health,
    keyring,
    machine,
    postgres,
    redis,
    services,
    sites,
    solr,
    supervisor,
    up,
)
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import ROOT, Settings

LOW_DISK_GB = 1.0
Fault = tuple[str, str]  # what is wrong, what to do


def doctor(settings: Settings) -> int:
    """Print every check with its verdict; 1 where something must be mended."""
    faults = 0
    running = bool(_known(settings))
    for name, (check, asks_services) in _checks().items():
        if asks_services and not running:
            print(f"– {name}: " + _("not asked, the portal does not run"))
            continue
        found = list(check(settings))
        print(f"{'✗' if found else '✓'} {name}")
        for what, mend in found:
            print(f"    {what}\n    → {mend}")
        faults += len(found)
    for what, mend in _contacts():
        print(f"! {what}\n    → {mend}")
    print(_("all is well") if not faults else _("faults found: {count}").format(count=faults))
    return 1 if faults else 0


def _checks() -> dict[str, tuple[Callable[[Settings], Iterator[Fault]], bool]]:
    """Return each check by its name, and whether it asks services that must run."""
    return {
        _("Python, Java and packages"): (_machine, False),
        _("disk space"): (_disk, False),
        _("Python environment"): (_environment, False),
        _("secrets and their rights"): (_secrets, False),
        _("services"): (_services, False),
        _("stores answer"): (_stores, True),
        _("sites are ready"): (_sites, True),
    }


def _machine(settings: Settings) -> Iterator[Fault]:
    missing = machine.missing_packages(settings)
    if missing:
        yield (
            _("missing packages: {packages}").format(packages=" ".join(missing)),
            _("run `make portal`: it installs them"),
        )
    for check in (machine.check_python, machine.check_java, lambda: postgres.programs(settings)):
        try:
            check()
        except PortalError as error:
            yield error.what, error.mend
        except FileNotFoundError:
            yield _("Java is not installed"), _("run `make portal`: it installs it")


def _disk(settings: Settings) -> Iterator[Fault]:
    folder = settings.state if settings.state.exists() else ROOT
    free = shutil.disk_usage(folder).free / 1e9
    if free < LOW_DISK_GB:
        yield (
            _("only {free:.2f} GB are free").format(free=free),
            _("free some space; PostgreSQL stops writing when there is none"),
        )


def _environment(settings: Settings) -> Iterator[Fault]:
    if not environment.ready(settings):
        yield (
            _("the virtual environment is not what the lock says"),
            _("run `make portal`: it completes it"),
        )


def _secrets(settings: Settings) -> Iterator[Fault]:
    try:
        keyring.read(settings)
    except PortalError as error:
        yield error.what, error.mend
    private = [keyring.path(settings), postgres.folder(settings)]
    for site in sites.of(settings):
        private += [site.ini(settings), up.token_file(site, settings)]
    for path in private:
        if path.exists() and path.stat().st_mode & 0o077:
            yield _("{path} can be read by others").format(path=path), f"chmod go= {path}"


def _services(settings: Settings) -> Iterator[Fault]:
    known = _known(settings)
    if not known:
        yield _("the supervisor does not run"), _("run `make portal`: it starts everything")
        return
    for service in services.of(settings):
        state = known.get(service.name, {}).get("statename")
        if service.autostart and state != "RUNNING":
            yield (
                _("{service} is {state}").format(service=service.name, state=state or "DOWN"),
                _("read {log}, then run `make portal`").format(
                    log=settings.logs / f"{service.name}.log"
                ),
            )


def _stores(settings: Settings) -> Iterator[Fault]:
    answers = {
        "PostgreSQL": postgres.answers(settings),
        "Redis": redis.answers(settings, keyring.load(settings)["redis"]),
        "Solr": all(
            solr.ready(settings.ports["solr"], core)
            for site in sites.of(settings)
            for core in site.cores
        ),
    }
    for name, well in answers.items():
        if not well:
            yield (
                _("{service} does not answer").format(service=name),
                _("read its log in {logs}; `make portal` starts it").format(logs=settings.logs),
            )


def _sites(settings: Settings) -> Iterator[Fault]:
    for site in (site for site in sites.of(settings) if site.served):
        unwell = health.unwell(site, settings)
        if unwell is None:
            yield (
                _("{site} does not answer").format(site=site.title),
                _("read {log}, then run `make portal`").format(
                    log=settings.logs / f"{site.name}-web.log"
                ),
            )
        elif unwell:
            yield (
                _("{site} is not ready: {parts}").format(site=site.title, parts=", ".join(unwell)),
                _("run `make portal`: it starts what is down and fills the search index"),
            )
        elif site.is_ours and (lacking := health.lacking(site, settings)):
            yield (
                _("{site}: the search lacks the rows of {count} packages").format(
                    site=site.title, count=lacking
                ),
                f"{settings.bin('ckan')} -c {site.ini(settings)} infoprog index-rows",
            )


def _contacts() -> Iterator[Fault]:
    """Remind of placeholders, which are no fault before anything goes to the national portal."""
    text = (ROOT / "datasets" / "organizations.yaml").read_text("utf-8")
    if "placeholder: true" in text:
        yield (
            _("organizations.yaml still holds placeholders for contacts"),
            _("write the real person and e-mail there and remove `placeholder: true`"),
        )


def _known(settings: Settings) -> dict[str, dict[str, object]]:
    try:
        return supervisor.states(settings, keyring.read(settings))
    except (PortalError, KeyError):
        return {}
