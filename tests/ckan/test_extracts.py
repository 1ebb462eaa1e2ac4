"""What pages of the whole portal need of each document: kept, never stale, drawn when lacking."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from werkzeug.test import TestResponse

from ckanext.infoprog.core.pages import extract, parts
from ckanext.infoprog.storage import extracts, reconcile, records, redaction, versions
from ckanext.infoprog.views import published, ready
from tests.ckan import publishing

Page = Callable[..., TestResponse]
SLUG = "kropyvnytskyi-2022-2024"
COUNCIL = "kropyvnytska-miska-rada"
PROJECTS = "kropyvnytskyi-strategy-projects"
PATHS = ("/discrepancies", "/calendar", "/data", "/programmes", "/discrepancies.csv", "/data.csv")
WORD = "Слововживання"


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the council whose documents are published."""
    forget()
    return publishing.editor_of(COUNCIL, "Кропивницька міська рада")


@pytest.fixture
def folder(editor: str, tmp_path: Path) -> Path:
    """Publish a programme and return the folder that it was published from."""
    made = publishing.folder_of(tmp_path, SLUG)
    publishing.publish(made, editor, base=0)
    return made


def forget() -> None:
    """Let no answer be given from what is kept ready, no version from memory."""
    publishing.forget()
    published._snapshot.cache_clear()


def kept() -> set[tuple[str, str, str]]:
    """Return what is kept: section, manifest, form."""
    table = records.extract
    query = sa.select(table.c.section, table.c.manifest, table.c.form)
    found = {tuple(row) for row in model.Session.execute(query)}
    model.Session.rollback()
    return found


def whole() -> set[tuple[str, str, str]]:
    """Return what is kept where the programme is published and nothing else."""
    found = versions.pointer_named(SLUG)
    assert found is not None
    return {(one.name, found.manifest, extract.form()) for one in extract.SECTIONS}


def refuse(*_args: object) -> NoReturn:
    raise AssertionError("nothing is to be read here")


class TestKept:
    def test_read(self, page: Page, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Pages of the portal read the extract alone; where it is lacking or old, they draw it."""
        assert kept() == whole()
        forget()
        with monkeypatch.context() as patched:
            patched.setattr(extracts.blobs, "read", refuse)
            patched.setattr(extracts.blobs, "open", refuse)
            before = [page(path).get_data() for path in PATHS]
        model.Session.execute(sa.delete(records.extract))
        model.Session.commit()
        forget()
        assert [page(path).get_data() for path in PATHS] == before
        assert kept() == whole()
        monkeypatch.setattr(extract, "form", lambda: "of tomorrow")
        forget()
        assert [page(path).get_data() for path in PATHS] == before
        assert {form for _, _, form in kept()} == {"of tomorrow"}

    def test_changed(self, page: Page, folder: Path, editor: str) -> None:
        """A new version is told at once, and of the earlier one nothing is kept or comes back."""
        first = versions.pointer_named(SLUG)
        assert first is not None
        page("/discrepancies")
        publishing.edit(folder, "discrepancies", lambda rows: rows[0].update(explanationUk=WORD))
        publishing.publish(folder, editor, base=1)
        assert WORD in page("/discrepancies").get_data(as_text=True)
        assert kept() == whole()
        extracts._keep(first.package_id, first.manifest, extracts.draw(first.manifest))
        assert kept() == whole()
        redaction.redact(first.package_id, 1, ["data/discrepancies.csv"], "особисте", "x")
        assert kept() == set()
        assert "drew what the pages of the portal need of 1 packages" in reconcile.once()
        assert (kept(), extracts.follow()) == (whole(), 0)
        why = {"kind": "withdrawn", "reason": "Помилка"}
        publishing.publish(folder, editor, act="withdraw", withdrawal=why, inputs=[], base=2)
        assert kept() == set()

    def test_broken(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A version that cannot be drawn stops nothing, and the service tries it once."""
        tried: list[str] = []

        def broken(manifest: str) -> NoReturn:
            tried.append(manifest)
            raise ValueError(manifest)

        model.Session.execute(sa.delete(records.extract))
        model.Session.commit()
        monkeypatch.setattr(extracts, "draw", broken)
        assert [reconcile.once(), reconcile.once()] == [[], []]
        assert len(tried) == 1
        extracts._told.clear()


class TestWords:
    def test_everywhere(
        self, page: Page, folder: Path, editor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Words are looked for in all documents of the portal, also those of another part."""
        strategy = publishing.folder_of(tmp_path, PROJECTS)
        publishing.edit(strategy, "discrepancies", lambda rows: rows[0].update(explanationUk=WORD))
        publishing.publish(strategy, editor, base=0)
        monkeypatch.setattr(parts, "MOST", 1)
        asked = f"/discrepancies?q={WORD.upper()}"
        found = BeautifulSoup(page(asked).get_data(as_text=True), "html.parser")
        assert WORD in found.get_text()
        assert "Документи 1–1 з 1, що містить ці слова" in found.get_text(" ", strip=True)
        assert page(f"{asked}&within=2").status_code == 200
        hidden = found.select_one("input[name=within]")
        assert hidden is None
        second = BeautifulSoup(page("/discrepancies?part=2").get_data(as_text=True), "html.parser")
        inside = second.select_one(".ip-filter input[name=within]")
        assert inside is not None
        assert inside["value"] == "2"
        none = BeautifulSoup(page("/discrepancies?q=йцукен").get_data(as_text=True), "html.parser")
        assert "Жоден документ не містить цих слів" in none.get_text()
        assert none.select_one("input[name=q][value=йцукен]") is not None
        for path in ("/calendar", "/data"):
            assert page(f"{path}?q=йцукен").status_code == 200
            page(f"{path}?q=%00'%25_", headers={"Accept": "text/html"})


class TestReady:
    def test_state(self, page: Page, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Home and the programmes are written once for a state, which is asked each time."""
        for path in ("/", "/programmes"):
            before = page(path).get_data()
            with monkeypatch.context() as patched:
                patched.setattr(ready.reader.tk, "render", refuse)
                assert page(path).get_data() == before
            assert SLUG in before.decode()
        model.Package.get(SLUG).private = True
        model.Session.commit()
        for path in ("/", "/programmes"):
            assert SLUG not in page(path).get_data(as_text=True)
