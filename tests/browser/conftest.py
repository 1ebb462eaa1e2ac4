"""A real Chromium against a running portal, and the datasets that the tests look at."""

import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ckanext.infoprog.core.harvest import history
from ckanext.infoprog.core.harvest.standing import Noted, Standing, State, Status
from ckanext.infoprog.core.harvest.terms import Terms
from tests.passport import PASSPORT

URL = os.environ.get("INFOPROG_TEST_URL", "").rstrip("/")
TOKEN = os.environ.get("INFOPROG_TEST_TOKEN", "")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

STATUS_FOLDER = Path(os.environ.get("INFOPROG_TEST_STATE", "")) / "city/storage/harvest-status"
NATION = "https://national.example.org"
ORGANISATION = "brauzerna-miska-rada"
PROGRAMME = "brauzerna-prohrama"
LONG_WORD = "Електронноцифровоінформаційнокомунікаційний"
TITLE = (
    "Програма розвитку інформаційно-комп’ютерних технологій, електронного урядування та "
    "цифрової трансформації міської територіальної громади на 2025–2027 роки"
)
FIGURES = [{"label_uk": "Заходи", "label_en": "Measures", "value_uk": "60", "value_en": "60"}]
FIELDS = [
    {"id": "measureId", "type": "text", "info": {"label": "Номер заходу"}},
    {"id": "title", "type": "text", "info": {"label": "Назва завдання"}},
    {"id": "amount", "type": "numeric", "info": {"label": "Сума, грн", "notes": "з копійками"}},
    *({"id": f"note{n}", "type": "text", "info": {"label": f"Примітка {n}"}} for n in range(6)),
]
RECORDS = [
    {"measureId": f"1.{n}", "title": f"{TITLE} {n}", "amount": n * 1000.5 if n % 3 else None}
    for n in range(1, 45)
]


def call(action: str, **data: Any) -> Any:  # noqa: ANN401 - whatever the action answers
    """Call an action of the portal as its administrator."""
    request = urllib.request.Request(  # noqa: S310 - the portal under test
        f"{URL}/api/3/action/{action}",
        json.dumps(data).encode(),
        {"Authorization": TOKEN, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)["result"]


def _purge() -> None:
    """Take away what an earlier, broken run may have left."""
    for action, name in (
        ("dataset_purge", PROGRAMME),
        ("dataset_purge", f"{PROGRAMME}-2"),
        ("organization_purge", ORGANISATION),
    ):
        try:
            call(action, id=name)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise


def _harvest_status() -> str:
    """Leave what a run found on another portal, with long texts; return the portal's name."""
    terms = Terms(NATION, datetime(2026, 11, 21, tzinfo=UTC))
    at = terms.now.isoformat()
    note = terms.note("arrival-changed", PROGRAMME, field="title", value=LONG_WORD * 4, ours=TITLE)
    noted = (Noted(note, at),)
    standings = (
        Standing("1", PROGRAMME, TITLE, State.CHANGED, at, f"{NATION}/dataset/1", notes=noted),
        Standing("2", "2", LONG_WORD, State.LEFT, at, f"{NATION}/dataset/2", notes=noted),
    )
    status = Status(URL, NATION, at, 2, 3, standings)
    STATUS_FOLDER.mkdir(exist_ok=True)
    history.keep(STATUS_FOLDER, status)
    return history.name_of(NATION)


@pytest.fixture(scope="session")
def addresses() -> Iterator[dict[str, str]]:
    """Publish a programme with long names and give the addresses of the pages to look at."""
    if not (URL and TOKEN):
        pytest.skip("INFOPROG_TEST_URL and INFOPROG_TEST_TOKEN name the portal to look at")
    _purge()
    call("organization_create", name=ORGANISATION, title="Міська рада, яка публікує для перевірки")
    package = call(
        "package_create",
        **PASSPORT
        | {
            "name": PROGRAMME,
            "title": TITLE,
            "notes": f"Заходи, кошти, індикатори. {LONG_WORD * 3}",
            "owner_org": ORGANISATION,
            "license_id": "cc-by",
            "tags": [{"name": word} for word in ("бюджет", "цифровий розвиток", LONG_WORD)],
            "infoprog_kind": "programme",
            "infoprog_figures": json.dumps(FIGURES),
        },
    )
    empty = {"name": f"{PROGRAMME}-2", "title": "Порожній набір", "owner_org": ORGANISATION}
    call("package_create", **PASSPORT | empty | {"tags": [{"name": "порожній набір"}]})
    resource = call(
        "resource_create",
        package_id=package["id"],
        name="Заходи програми",
        format="CSV",
        url="https://example.org/" + "long-path-without-any-space/" * 4,
    )
    call(
        "datastore_create",
        resource_id=resource["id"],
        fields=FIELDS,
        records=RECORDS,
        force=True,
    )
    page = f"/dataset/{PROGRAMME}/resource/{resource['id']}"
    yield {
        "home": "/",
        "search": "/dataset",
        "search-filtered": f"/dataset?q=програма&organization={ORGANISATION}",
        "search-empty": "/dataset?q=йцукенгшщз",
        "dataset": f"/dataset/{PROGRAMME}",
        "dataset-empty": f"/dataset/{PROGRAMME}-2",
        "resource": page,
        "table": f"{page}/table?page=2",
        "history": f"/dataset/activity/{PROGRAMME}",
        "organisation": f"/organization/{ORGANISATION}",
        "register": f"/organization/{ORGANISATION}/register",
        "register-en": f"/en/organization/{ORGANISATION}/register",
        "organisations": "/organization",
        "about": "/about",
        "accessibility": "/accessibility",
        "developers": "/developers",
        "not-found": "/nope",
        "harvest-status": f"/harvest-status?portal={_harvest_status()}",
        "login": "/user/login",
        "english": "/en/",
    }
    for left in STATUS_FOLDER.glob(f"{history.name_of(NATION)}.*"):
        left.unlink()
    _purge()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield one
        one.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address in a window of its own settings."""
    contexts = []

    def open_page(address: str, width: int = 1280, **settings: Any) -> Page:  # noqa: ANN401
        context = browser.new_context(viewport={"width": width, "height": 800}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.goto(URL + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
