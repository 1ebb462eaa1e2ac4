"""Each site's databases: roles, tables, the plugins' migrations, the DataStore's permissions."""

from __future__ import annotations

from pathlib import Path

from portal import files, postgres
from portal.console import ask
from portal.i18n import _
from portal.settings import ROOT, Settings
from portal.sites import Site

ROLES = {"ckan": "ckan", "datastore_reader": "datastore_reader"}


def prepare(site: Site, settings: Settings, secrets: dict[str, str]) -> bool:
    """Bring a site's databases to the state its code expects; return whether anything was done."""
    stamp = site.home(settings) / "migrated"
    needs = [site.plugins, *(secrets[name] for name in ROLES.values())]
    wanted = files.digest(files.fingerprint(_sources(settings)) + " ".join(needs))
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
    return ask(command, log=log, what=what, mend=mend)


def _sources(settings: Settings) -> list[Path]:
    """Return what decides how the databases should look: the packages and our migrations."""
    stamps = [settings.venv / "installed-portal", settings.venv / "installed-test"]
    return [*stamps, ROOT / "ckanext-infoprog" / "ckanext" / "infoprog" / "migration"]
