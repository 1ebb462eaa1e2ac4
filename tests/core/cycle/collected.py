"""How the tests hand in forms, and what they ask of what was collected."""

import shutil
from pathlib import Path

from ckanext.infoprog.core import package
from ckanext.infoprog.core.cycle import asking, collecting
from ckanext.infoprog.core.cycle.answers import Answer
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.collecting import Collected
from ckanext.infoprog.core.cycle.period import Period
from tests.core.cycle import filling
from tests.core.cycle.filling import Answers
from tests.core.cycle.places import DIGITAL

OFFICE = shutil.which("soffice")
WHEN = Period(2026, 1)
YEAR = Period(2026)


def asked(folder: Path, body: str, when: Period = WHEN) -> Asked:
    return asking.of_body(package.read_package(folder), when, body)


def filled(folder: Path, body: str, when: Period = WHEN, name: str | None = None) -> Path:
    """Return a body's form with an answer to everything."""
    one = asked(folder, body, when)
    return filling.fill(filling.make(one, folder / "forms", name), filling.full(one))


def collect(folder: Path, *files: Path, when: Period = WHEN, partial: bool = False) -> Collected:
    return collecting.collect(folder, when, files, partial=partial)


def codes(found: Collected) -> list[str]:
    """Return the codes of all findings, warnings too."""
    return [issue.code for one in found.received for issue in one.issues]


def kept_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "cycle").rglob("*") if path.is_file())


def answer(found: Collected) -> Answer:
    """Return the answer of the one file that was read."""
    (one,) = found.received
    assert one.answer
    return one.answer


def edited(folder: Path, changes: Answers, body: str = DIGITAL, when: Period = YEAR) -> Collected:
    """Collect a form that is right but for these cells."""
    return collect(folder, filling.fill(filled(folder, body, when), changes), when=when)
