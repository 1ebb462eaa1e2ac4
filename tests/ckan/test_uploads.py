"""Files that publishers upload: their names, and how browsers are told to treat them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.datastructures import FileStorage

from ckanext.infoprog import uploads

Make = Callable[..., dict[str, Any]]
SCRIPT = b"<script>document.title = 'mine'</script>"


@pytest.fixture
def upload(dataset: Make) -> Make:
    """Return a function that uploads a file to a new dataset and gives its resource."""

    def make(name: str, content: bytes) -> dict[str, Any]:
        return helpers.call_action(
            "resource_create",
            context={"user": factories.Sysadmin()["name"]},
            package_id=dataset()["id"],
            upload=FileStorage(io.BytesIO(content), name),
        )

    return make


@pytest.mark.parametrize(
    ("ukrainian", "expected"),
    [
        ("Відповіді громад.csv", "vidpovidi hromad.csv"),
        ("Згурський Юрій.xlsx", "zghurskyi yurii.xlsx"),
        ("Є-реєстр їжаків’я 2026.csv", "ye-reiestr yizhakivia 2026.csv"),
        ("Дія.Бізнес щодо ґанку.pdf", "diia.biznes shchodo ganku.pdf"),
        ("«Й» – й.csv", "«y» – y.csv"),
    ],
)
def test_latin(ukrainian: str, expected: str) -> None:
    """A Ukrainian name is written in Latin letters as the law transliterates."""
    assert uploads.latin(ukrainian) == expected


def test_name_kept(upload: Make) -> None:
    """A file with a Ukrainian name keeps one that can be read, searched and told from others."""
    assert upload("Відповіді громад.csv", b"a,b\n1,2\n")["url"].endswith("/vidpovidi-hromad.csv")


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "page.xhtml", "table.xml"])
def test_no_script(upload: Make, app: CKANTestApp, name: str) -> None:
    """An uploaded file that a browser draws as a page can run no script of its own."""
    answer = app.get(upload(name, SCRIPT)["url"])
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
