"""The private preview of a publication that is held back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from ckan.tests import factories
from werkzeug.test import TestResponse

from tests.ckan import publishing
from tests.ckan.publishing import SURVEY, begin, call, edit

Page = Callable[..., TestResponse]


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the association, whose survey these tests publish."""
    return publishing.editor_of()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the survey's folder."""
    return publishing.folder_of(tmp_path)


def _token(user: str) -> dict[str, str]:
    return {"Authorization": factories.APIToken(user=user)["token"]}


def test_preview(page: Page, editor: str, folder: Path) -> None:
    """Before a publication is public its editors see its figures, findings, changes and rows."""
    publishing.publish(folder, editor)
    edit(folder, "answers", lambda rows: rows[0].update(text="Зовсім інша відповідь"))
    begun = begin(folder, editor, hold=True, note="Наступна")
    address = f"/dataset/{SURVEY}/publication/{begun['id']}"
    early = page(address, headers=_token(editor))
    assert "ще не перевірено" in early.text
    call("publication_check", editor, id=begun["id"])
    answer = page(address, headers=_token(editor))
    for told in ("Наступна", "Зовсім інша відповідь", "Що зміниться", "Перевірка даних"):
        assert told in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["Infoprog-Version"] == "2"


@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_closed(page: Page, editor: str, folder: Path, who: str) -> None:
    """To everybody else there is no such page, for a name that is another's neither."""
    begun = begin(folder, editor, hold=True)
    headers = _token(str(factories.User()["name"])) if who == "stranger" else {}
    page(f"/dataset/{SURVEY}/publication/{begun['id']}", 404, headers=headers)
    page(f"/dataset/{SURVEY}/publication/nope", 404, headers=_token(editor))
    page(f"/dataset/another/publication/{begun['id']}", 404, headers=_token(editor))
