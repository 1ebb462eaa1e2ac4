"""The file of a backup: a tar whose manifest holds the hash of every part."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from pathlib import Path

from portal.errors import PortalError
from portal.i18n import _

FORMAT = 1
MANIFEST = "manifest.json"
DERIVED = "webassets"  # CKAN compiles them anew


def pack(target: Path, parts: Path, storage: Path) -> None:
    """Write parts and stored files with their hashes; the file is private from its first byte."""
    sources = {path.name: path for path in sorted(parts.iterdir()) if path.is_file()}
    sources |= {
        f"storage/{path.relative_to(storage)}": path
        for path in sorted(storage.rglob("*"))
        if path.is_file() and DERIVED not in path.relative_to(storage).parts
    }
    manifest = {"format": FORMAT, "sha256": {name: _hash(path) for name, path in sources.items()}}
    (parts / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False), "utf-8")
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            tar.add(parts / MANIFEST, MANIFEST)
            for name, path in sources.items():
                tar.add(path, name)
        file.flush()
        os.fsync(file.fileno())


def unpack(source: Path, folder: Path) -> None:
    """Unpack a backup into an empty folder; refuse one that is not whole."""
    try:
        with tarfile.open(source) as tar:
            _extract(tar, folder)
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        damaged = [
            name for name, value in manifest["sha256"].items() if _hash(folder / name) != value
        ]
    except FileNotFoundError as error:
        raise _refusal(
            source, _("{name} is missing").format(name=Path(error.filename).name)
        ) from error
    except (tarfile.ReadError, EOFError) as error:
        raise _refusal(source, _("it is cut off, or no backup at all")) from error
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise _refusal(source, str(error).partition("\n")[0]) from error
    if damaged or manifest.get("format") != FORMAT:
        raise _refusal(source, ", ".join(damaged[:3]) or _("unknown format"))


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Write plain files below the folder, and nothing else."""
    for member in tar:
        target = (folder / member.name).resolve()
        if not member.isfile() or not target.is_relative_to(folder.resolve()):
            raise tarfile.TarError(_("unexpected entry {name}").format(name=member.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        source = tar.extractfile(member)
        if source is not None:
            with source, target.open("wb") as file:
                shutil.copyfileobj(source, file)


def _refusal(source: Path, reason: str) -> PortalError:
    return PortalError(
        _("{path} is not a whole backup: {reason}").format(path=source, reason=reason),
        _("take another copy of the file; nothing was changed"),
    )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
