"""The files that the portal makes for a period: forms that are given out, documents."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ckanext.infoprog.core.cycle import asking, formbook, reportlayout, reportpaper
from ckanext.infoprog.core.sheets import zipped
from ckanext.infoprog.logic.scene import Scene
from ckanext.infoprog.storage import blobs, received

DOCUMENTS = ("docx", "xlsx")


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made for somebody."""

    filename: str
    content: bytes


def form(at: Scene, body: str) -> Made:
    """Return the workbook in which a body reports."""
    asked = asking.of_body(at.package, at.when, body)
    with TemporaryDirectory(prefix="infoprog-cycle-") as folder:
        path = Path(folder) / formbook.filename(asked)
        formbook.write(asked, path)
        return Made(path.name, path.read_bytes())


def give(at: Scene, body: str | None, user_id: str) -> Made:
    """Give out the workbook of a body, or those of all in one archive; remember who took them."""
    bodies = [body] if body else list(asking.asked(at.package, at.when))
    made = {one: form(at, one) for one in bodies}
    received.write(at.place, {}, [_taken(one, form) for one, form in made.items()], user_id)
    if body:
        return made[body]
    name = f"{at.pointer.name}_{at.when.code}_forms.zip"
    return Made(name, zipped.content((one.filename, one.content) for one in made.values()))


def document(at: Scene, kind: str | None, ending: str) -> Made:
    """Return the document of a period as the data have it."""
    chosen = reportpaper.kind_of(at.when, kind)
    made = reportpaper.paper(at.package, at.when, reportlayout.layout(chosen))
    with TemporaryDirectory(prefix="infoprog-cycle-") as folder:
        into = Path(folder) / reportpaper.filename(at.package, at.when, chosen)
        paths = dict(zip(DOCUMENTS, reportpaper.write(made, into), strict=True))
        return Made(paths[ending].name, paths[ending].read_bytes())


def _taken(body: str, made: Made) -> received.File:
    """Return what is written down of a form that is given out."""
    sha256, size = blobs.digest(made.content), len(made.content)
    return received.File(body, made.filename, sha256, size, received.GIVEN)
