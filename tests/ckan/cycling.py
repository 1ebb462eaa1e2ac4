"""The reporting cycle as tests drive it: the example community published, forms filled."""

import base64
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ckan.tests import factories

from ckanext.infoprog.core import package
from ckanext.infoprog.core.cycle import asking
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.period import parse
from tests.ckan import publishing
from tests.ckan.publishing import Answer, call
from tests.core.cycle import filling, places

NAME, ORGANIZATION = places.NAME, "zrazkova-miska-rada"
QUARTER = "2026-Q1"


def community(tmp_path: Path) -> tuple[Path, str]:
    """Publish the example community; return its folder and an editor of its publisher."""
    user = factories.User(name="redaktorka")["name"]
    factories.Organization(
        name=ORGANIZATION,
        title="Зразкова міська рада (приклад)",
        users=[{"name": user, "capacity": "editor"}],
    )
    folder = Path(shutil.copytree(places.SOURCE, tmp_path / NAME))
    done = call(
        "publication_begin", user,
        **publishing.request(folder, 0, organization_entry=None),
    )  # fmt: skip
    publishing.send(folder)
    call("publication_commit", user, id=done["id"])
    return folder, user


def asked(folder: Path, body: str, period: str = QUARTER) -> Asked:
    """Return what a body is asked by the package of a folder."""
    return asking.of_body(package.read_package(folder), parse(period), body)


def form(user: str, body: str, into: Path, period: str = QUARTER) -> Path:
    """Return the empty form of a body as the portal gives it."""
    made = call("cycle_form", user, package=NAME, period=period, body=body)
    into.mkdir(exist_ok=True)
    path = into / made["filename"]
    path.write_bytes(base64.b64decode(made["content"]))
    return path


def filled(
    folder: Path,
    user: str,
    body: str,
    into: Path,
    period: str = QUARTER,
    more: filling.Answers | None = None,
    **words: Any,  # noqa: ANN401 - of filling.full
) -> Path:
    """Return a form with every answer in it; `more` is typed last."""
    answers = filling.full(asked(folder, body, period), **words)
    path = filling.fill(form(user, body, into, period), answers)
    return filling.fill(path, more or {})


def sent(paths: Iterable[Path]) -> list[Answer]:
    """Return files as the API takes them."""
    return [
        {"name": one.name, "content": base64.b64encode(one.read_bytes()).decode()} for one in paths
    ]


def collect(user: str, paths: Iterable[Path], period: str = QUARTER, **more: object) -> Answer:
    """Hand files over."""
    done: Answer = call(
        "cycle_collect", user, package=NAME, period=period, files=sent(paths), **more
    )
    return done


def show(user: str, period: str = QUARTER) -> Answer:
    """Return how a period stands."""
    found: Answer = call("cycle_show", user, package=NAME, period=period)
    return found


def row(found: Answer, body: str) -> Answer:
    """Return a body's row."""
    return next(one for one in found["bodies"] if one["body"] == body)
