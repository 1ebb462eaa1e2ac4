"""A clerk's whole path through a quarter, in a browser without JavaScript."""

import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.cycle import asking
from ckanext.infoprog.core.cycle.period import parse
from ckanext.infoprog.core.package import read_package
from tests.browser.conftest import TOKEN, URL, call
from tests.browser.looks import OVERFLOW, violations
from tests.core.cycle import filling, places
from tests.core.cycle.places import BODIES, CENTRE, SCHOOLS
from tests.portal.publishing import City

Visit = Callable[..., Page]
PASSWORD = "correct-horse-battery"  # noqa: S105 - of a user who lives as long as the test
PERIOD = "2026-Q1"
FREE = f"1.4~localBudget~-~{SCHOOLS}"


@dataclass(frozen=True)
class Desk:
    """A programme of its own, its clerk, and where the clerk keeps files."""

    slug: str
    clerk: str
    folder: Path
    files: Path

    @property
    def path(self) -> str:
        """The address of the cycle."""
        return f"/programme/{self.slug}/cycle"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Publish a copy of the example community under a name of its own, with an editor."""
    if not (URL and TOKEN):
        pytest.skip("INFOPROG_TEST_URL and INFOPROG_TEST_TOKEN name the portal to look at")
    root, mark = tmp_path_factory.mktemp("desk"), uuid.uuid4().hex[:8]
    slug, council, clerk = f"tsykl-{mark}", f"rada-{mark}", f"dilovod-{mark}"
    folder = Path(shutil.copytree(places.SOURCE, root / slug))
    described = (folder / "package.yaml").read_text("utf-8")
    described = re.sub(r"(?m)^name: .*", f"name: {slug}", described)
    described = re.sub(r"(?m)^organization: .*", f"organization: {council}", described)
    (folder / "package.yaml").write_text(described, "utf-8")
    descriptor.write_descriptor(folder)
    call("user_create", name=clerk, email=f"{clerk}@example.org", password=PASSWORD)
    call("organization_create", name=council, title="Рада для перевірки")
    for name in (clerk, "publisher"):
        call("organization_member_create", id=council, username=name, role="editor")
    done = City.under_test().publish(folder)
    assert done.error is None
    call("package_patch", id=slug, private=True)  # out of the lists that other tests look at
    yield Desk(slug, clerk, folder, root / "files")
    call("organization_member_delete", id=council, username=clerk)
    call("user_delete", id=clerk)


def _filled(page: Page, desk: Desk, body: str, more: filling.Answers | None = None) -> str:
    """Return a form as the page gives it, filled in."""
    answer = page.request.get(f"{URL}{desk.path}/{PERIOD}/form/{body}.xlsx")
    assert answer.ok
    desk.files.mkdir(exist_ok=True)
    path = desk.files / f"{body}{' погана' if more else ''} <i>.xlsx"
    path.write_bytes(answer.body())
    asked = asking.of_body(read_package(desk.folder), parse(PERIOD), body)
    return str(filling.fill(filling.fill(path, filling.full(asked)), more or {}))


def _press(page: Page, name: str) -> None:
    """Press a button and wait for the page that it leads to."""
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def _looked_at(page: Page, visit: Visit) -> dict[str, object]:
    """Return what is wrong with the page that stands here, as a browser with scripts sees it."""
    found: dict[str, object] = {}
    path, state = page.url.removeprefix(URL), page.context.storage_state()
    for width in (1280, 320):
        seen = visit(path, width, storage_state=state, bypass_csp=True)
        if wrong := violations(seen):
            found[f"{path} {width}"] = wrong
        if (over := seen.evaluate(OVERFLOW)) > 0:
            found[f"{path} {width} px"] = over
        seen.close()
    return found


def test_a_quarter(visit: Visit, desk: Desk) -> None:
    """An editor signs in, finds the cycle, sends forms of which one is wrong, mends it, sees what
    would change, accepts, takes the document, names a body and undoes; no page breaks a rule of
    accessibility or scrolls sideways, and a visitor sees none of it.
    """
    page = visit("/user/login", java_script_enabled=False)
    page.set_default_timeout(180_000)
    page.locator("#field-login").fill(desk.clerk)
    page.locator("#field-password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(f"{URL}/programme/{desk.slug}")
    page.locator("nav.ip-sections").get_by_role("link", name="Звітування").click()
    page.goto(f"{URL}{desk.path}/{PERIOD}")
    wrong = _looked_at(page, visit)
    bad = _filled(page, desk, SCHOOLS, {"measures": {FREE: {"used": -1, "progress": "<b>x</b>"}}})
    rest = [_filled(page, desk, body) for body in BODIES if body not in (SCHOOLS, CENTRE)]
    page.locator("#f-files").set_input_files([bad, *rest])
    _press(page, "Надіслати й перевірити")
    told = page.locator(".ip-sent-refused")
    assert "Заходи!" in told.first.inner_text()
    assert "погана <i>.xlsx" in told.first.inner_text()
    assert page.locator(".ip-sent-waits").count() == len(rest)
    wrong |= _looked_at(page, visit)
    page.locator("#f-files").set_input_files([_filled(page, desk, SCHOOLS), *rest])
    _press(page, "Надіслати й перевірити")
    assert page.locator(".ip-sent-kept").count() == len(rest) + 1
    _press(page, "Переглянути зміни")
    assert page.get_by_role("alert").count() == 1  # one body is missing
    page.locator("input[name=incomplete]").check()
    _press(page, "Переглянути зміни")
    assert page.locator("#c-rows").count() == 1
    wrong |= _looked_at(page, visit)
    if page.locator("input[name=allow_warnings]").count():
        page.locator("input[name=allow_warnings]").check()
    _press(page, "Прийняти й опублікувати")
    assert page.get_by_role("status").inner_text().startswith("Опубліковано версію № 2.")
    assert page.get_by_text("прийнято: є в даних").count() == len(rest) + 1
    paper = page.request.get(f"{URL}{desk.path}/{PERIOD}/document.docx")
    assert paper.body().startswith(b"PK")
    page.get_by_text("Скасувати останню версію").click()
    _press(page, "Повернути версію № 1")
    assert page.get_by_text("отримано, ще не прийнято").count() == len(rest) + 1
    page.get_by_role("link", name="Хто за що відповідає").click()
    page.locator("#f-new").fill("Архів (перевірка)")
    _press(page, "Внести й опублікувати")
    assert "Архів (перевірка)" in page.locator("#f-body").inner_text()
    wrong |= _looked_at(page, visit)
    assert wrong == {}
    stranger = visit("/")
    assert stranger.goto(f"{URL}{desk.path}/{PERIOD}").status == 403
