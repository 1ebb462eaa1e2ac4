"""Each site's databases: roles, tables, the plugins' migrations, the DataStore's permissions."""

from __future__ import annotations

from pathlib import Path

from portal import files, postgres
from portal.console import run
from portal.i18n import _
from portal.settings import Settings
from portal.sites import Site

ROLES = {"ckan": "ckan", "datastore_reader": "datastore_reader"}


def prepare(site: Site, settings: Settings, secrets: dict[str, str]) -> bool:
    """Bring a site's databases to the state its code expects; return whether anything was done."""
    stamp = site.home(settings) / "migrated"
    wanted = files.fingerprint(
        [
            settings.venv / "installed-portal",
            settings.venv / "installed-test",
            *_migrations(),
            site.ini(settings),
        ]
    )
    if files.stamped(stamp, wanted):
        return False
    log = settings.logs / f"{site.name}-databases.log"
    admin = secrets["postgres"]
    for role, secret in ROLES.items():
        postgres.ensure_role(settings, admin, role, secrets[secret], log)
    for database in (site.database, site.datastore):
        postgres.ensure_database(settings, admin, database, "ckan", log)
    what = _("the databases of {site} could not be brought up to date").format(site=site.name)
    mend = _("read the log, then run `make portal` again: it goes on where it stopped")
    for words in (["db", "upgrade"], ["db", "pending-migrations", "--apply"]):
        _ckan(site, settings, words, log, what, mend)
    permissions = _ckan(site, settings, ["datastore", "set-permissions"], log, what, mend)
    postgres.psql(settings, admin, "postgres", permissions[permissions.index("/*") :], log)
    files.write(stamp, wanted)
    return True


def _ckan(site: Site, settings: Settings, words: list[str], log: Path, what: str, mend: str) -> str:
    command = [settings.bin("ckan"), "-c", site.ini(settings), *words]
    return run(command, log=log, what=what, mend=mend)


def _migrations() -> list[Path]:
    from portal.settings import ROOT

    return [ROOT / "ckanext-infoprog" / "ckanext" / "infoprog" / "migration"]
