"""`make backup` and `make restore`: the city's whole portal in one private file, and back."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import (
    archive,
    console,
    files,
    keyring,
    pgtools,
    postgres,
    services,
    sites,
    supervisor,
    up,
)
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import Settings

SITE = sites.CITY
SECRETS = ("sign",)  # what keeps sessions and API tokens valid; passwords stay with their portal


def backup(settings: Settings, *words: str) -> None:
    """Save databases, files, ids and signing secrets while no publication is under way."""
    target = _file(words)
    secrets = keyring.load(settings) if keyring.path(settings).exists() else {}
    if not secrets or not postgres.answers(settings):
        raise PortalError(_("the portal does not run"), _("start it: make portal"))
    if target.is_dir():
        raise PortalError(
            _("{path} is a folder").format(path=target),
            _("name the file to save into: make backup FILE={path}/portal.tar").format(path=target),
        )
    draft = target.with_name(target.name + ".part")
    with _scratch(settings) as folder, pgtools.publication_lock(settings, secrets["postgres"]):
        for database in (SITE.database, SITE.datastore):
            with console.step(_("Database {name}").format(name=database)):
                pgtools.dump(
                    settings,
                    secrets["postgres"],
                    database,
                    folder / f"{database}.dump",
                    _log(settings),
                )
        kept = {name: secrets[name] for name in SECRETS}
        files.write(folder / "secrets.json", json.dumps(kept) + "\n", mode=0o600)
        shutil.copyfile(up.token_file(SITE, settings), folder / "publisher.token")
        files.write(folder / "base-uri", f"{sites.base_uri(SITE, settings)}\n")
        try:
            with console.step(_("Files")):
                archive.pack(draft, folder, SITE.home(settings) / "storage")
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)  # what was not finished would hold secrets and no use
    print(
        _("saved {path}, {size:.1f} MB; keep it private: it signs tokens").format(
            path=target, size=target.stat().st_size / 1e6
        )
    )


def restore(settings: Settings, *words: str) -> None:
    """Bring a saved portal back into an empty one; the saved file is checked whole before."""
    source = _file(words)
    with _scratch(settings) as folder:
        with console.step(_("Checking {name}").format(name=source.name)):
            archive.unpack(source, folder)
        up.up(settings, fill=False)
        secrets = keyring.load(settings)
        _refuse_full(settings, secrets, words)
        files.write(_begun(settings), f"{source}\n")
        files.write(up.filled_stamp(settings), "")  # its datasets are those of the saved portal
        supervisor.halt(settings, secrets, services.names(SITE, settings))
        for database in (SITE.database, SITE.datastore):
            with console.step(_("Database {name}").format(name=database)):
                pgtools.load(
                    settings,
                    secrets["postgres"],
                    database,
                    folder / f"{database}.dump",
                    _log(settings),
                )
        with console.step(_("Files and secrets")):
            _swap_folder(folder / "storage", SITE.home(settings) / "storage")
            kept = json.loads((folder / "secrets.json").read_text("utf-8"))
            keyring.replace(settings, {name: kept[name] for name in SECRETS})
            files.write(
                up.token_file(SITE, settings), (folder / "publisher.token").read_text(), mode=0o600
            )
            if (folder / "base-uri").exists():  # a backup of an older release has none
                named = (folder / "base-uri").read_text("utf-8")
                files.write(sites.base_file(SITE, settings), named)
            (SITE.home(settings) / "migrated").unlink(missing_ok=True)
    up.up(settings)
    with console.step(_("Search index")):
        up.rebuild_index(SITE, settings)
    _begun(settings).unlink()
    print(_("accounts and passwords are those of the saved portal; any shown above is void"))


def _file(words: tuple[str, ...]) -> Path:
    names = [word for word in words if not word.startswith("--") and word]
    if len(names) != 1:
        raise PortalError(_("no file is named"), _("say which: make backup FILE=portal.tar"))
    path = Path(names[0]).expanduser().resolve()
    if not path.parent.is_dir():
        raise PortalError(
            _("there is no folder {path}").format(path=path.parent),
            _("create that folder, or name a file in one that is there"),
        )
    return path


def _refuse_full(settings: Settings, secrets: dict[str, str], words: tuple[str, ...]) -> None:
    count = postgres.psql(
        settings,
        secrets["postgres"],
        SITE.database,
        "SELECT count(*) FROM package WHERE state = 'active'",
        _log(settings),
    ).strip()
    if count != "0" and "--replace" not in words and not _begun(settings).exists():
        raise PortalError(
            _("this portal already holds {count} datasets").format(count=count),
            _("restore into an empty portal, or replace this one: make restore FILE=… REPLACE=1"),
        )


@contextmanager
def _scratch(settings: Settings) -> Iterator[Path]:
    settings.run.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.run, prefix="backup-") as name:
        yield Path(name)


def _swap_folder(new: Path, old: Path) -> None:
    new.mkdir(exist_ok=True)
    aside = old.with_name(old.name + ".before")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


def _begun(settings: Settings) -> Path:
    """Return the mark of a restore that has begun to replace data and has not ended."""
    return settings.state / "restore-begun"


def _log(settings: Settings) -> Path:
    return settings.logs / "backup.log"
