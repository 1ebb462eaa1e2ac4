"""The pages for visitors: what they carry, what they say, in both languages."""

import gzip
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from ckan.lib.helpers import helper_functions as h
from ckan.lib.search.common import SearchError, SolrConnectionError
from ckan.lib.search.query import PackageSearchQuery
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from tests.ckan.markup import soup

Page = Callable[..., TestResponse]
Make = Callable[..., dict[str, Any]]
PROGRAMME = {"infoprog_kind": "programme"}
UKRAINIAN = {"CKAN_LANG": "uk_UA"}
PLACEHOLDERS = ("placeholder-organization", "placeholder-group", "420x220", "gravatar", "fa-gavel")
ERRORS = [
    ("/nope", 404, "Такої сторінки немає"),
    ("/dataset/nope", 404, "Такої сторінки немає"),
    ("/dataset/new", 403, "Ця сторінка для вас закрита"),
    ("/en/nope", 404, "There is no such page"),
    ("/util/redirect", 400, "Запит не вдалося прочитати"),
]
FIELDS = [
    {"id": "measureId", "type": "text", "info": {"label": "Номер", "label_en": "Number"}},
    {"id": "amount", "type": "numeric", "info": {"label": "Сума", "notes": "у гривнях"}},
]
RECORDS = [{"measureId": "1.1", "amount": 100.5}, {"measureId": "1.2", "amount": None}]


@pytest.fixture
def addresses(table: Make, publisher: dict[str, Any]) -> list[str]:
    made = table(RECORDS, FIELDS, title="Програма", **PROGRAMME)
    name = made["package"]["name"]
    return [
        "/",
        "/dataset",
        "/dataset?q=немає",
        f"/dataset/{name}",
        made["address"],
        f"{made['address']}/table",
        f"/dataset/activity/{name}",
        "/organization",
        f"/organization/{publisher['name']}",
        f"/organization/about/{publisher['name']}",
        "/about",
        "/accessibility",
        "/developers",
        "/user/login",
        "/user/reset",
    ]


class TestEveryPage:
    def test_no_script(self, page: Page, addresses: list[str]) -> None:
        """A page for visitors loads one style sheet, no script, and names no CKAN placeholder."""
        for address in addresses:
            answer = page(address)
            html = soup(answer)
            kinds = {one.get("type") for one in html.find_all("script")}
            assert kinds <= {"application/ld+json"}, address
            assert len(html.select("link[rel=stylesheet]")) == 1, address
            assert not html.select("[style], [onclick], iframe"), address
            text = answer.get_data(as_text=True)
            assert not [word for word in PLACEHOLDERS if word in text], address

    def test_headers(self, page: Page, addresses: list[str]) -> None:
        """A page for visitors forbids scripts and framing, and sets no cookie to read it."""
        for address in addresses:
            headers = page(address).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "script-src" not in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff"
            if not address.startswith("/user/"):
                assert "Set-Cookie" not in headers, address

    def test_outline(self, page: Page, addresses: list[str]) -> None:
        """A page has one main heading, one main part, a title and a way past the menu."""
        for address in addresses:
            html = soup(page(address))
            assert len(html.find_all("h1")) == 1, address
            assert len(html.find_all("main")) == 1, address
            assert html.title.get_text(strip=True), address
            assert html.select_one("a.ip-skip")["href"] == "#content", address

    def test_svg_roles(self, page: Page, addresses: list[str]) -> None:
        """Each drawing is either hidden from screen readers or named."""
        for address in addresses:
            for one in soup(page(address)).find_all("svg"):
                named = one.get("role") == "img" and (one.find("title") or one.get("aria-label"))
                assert one.get("aria-hidden") == "true" or named, address

    def test_editing_pages(self, page: Page, publisher: dict[str, Any]) -> None:
        """CKAN's editing forms keep the scripts they need, under our header."""
        token = factories.SysadminWithToken()["token"]
        html = soup(page("/dataset/new", headers={"Authorization": token}))
        assert html.select("script[src]")
        assert html.select_one(".ip-header")
        assert "opendatacommons.org/licenses/odbl/1-0" not in str(html)
        button = html.select_one("main button[name=save]")
        assert button.get_text(strip=True) == "Зберегти набір даних"

    def test_size(self, page: Page, addresses: list[str]) -> None:
        """A page weighs 40 KB at most as it travels."""
        for address in addresses:
            assert len(gzip.compress(page(address).get_data())) <= 40_000, address


class TestLanguages:
    def test_ukrainian_first(self, page: Page) -> None:
        """The portal speaks Ukrainian unless asked for English, which stands below /en/."""
        assert soup(page("/")).html["lang"] == "uk-UA"
        html = soup(page("/en/"))
        assert html.html["lang"] == "en"
        assert not re.search("[а-яіїєґ]", html.select_one("main").get_text(), re.IGNORECASE)

    def test_language_of_parts(self, page: Page, addresses: list[str]) -> None:
        """On an English page each Ukrainian word lies within an element that says so."""
        for address in addresses:
            html = soup(page("/en" + address))
            unmarked = [
                str(text)
                for text in html.body.find_all(string=re.compile("[а-яіїєґ]"))
                if text.find_parent(lang=True)["lang"] != "uk" and not text.find_parent("script")
            ]
            # The standard has no English name, and a reader knows the question they asked.
            known = ("ДСТУ", "«немає»", "q=")
            assert [one for one in unmarked if not any(w in one for w in known)] == [], address

    @pytest.mark.ckan_config("ckanext.infoprog.title_en", "Programmes of cities")
    def test_title(self, page: Page) -> None:
        """The portal's name has an English form of its own."""
        assert soup(page("/en/about")).title.get_text(strip=True).endswith("Programmes of cities")
        assert "Programmes of cities" not in page("/about").get_data(as_text=True)

    def test_switch(self, page: Page) -> None:
        """The switch leads to the same page in the other language and keeps the question."""
        link = soup(page("/dataset?q=бюджет&page=1")).select_one(".ip-langs a")
        assert link["hreflang"] == "en"
        assert link["href"].startswith("/en/dataset?q=")
        back = soup(page("/en/about")).select_one(".ip-langs a")
        assert back["href"] == "/about"

    def test_dates(self, portal: None, app: CKANTestApp) -> None:
        """A moment is shown on the day that it was in Kyiv, as the language writes dates."""
        with app.flask_app.test_request_context("/", environ_overrides=UKRAINIAN):
            assert ">22.11.2026<" in str(h.infoprog_date("2026-11-21T22:30:00"))
            assert ">21.07.2026, 02:30<" in str(h.infoprog_moment("2026-07-20T23:30:00.123456"))


class TestHome:
    def test_empty(self, page: Page) -> None:
        """An empty portal says what will be here and why nothing is yet."""
        note = soup(page("/")).select_one(".ip-note").get_text()
        assert "Кожна програма стоятиме тут карткою" in note
        assert "ще не оприлюднено жодної програми" in note

    def test_card(self, page: Page, dataset: Make) -> None:
        """A programme is a card with its figures in the language of the page."""
        figures = [
            {"label_uk": "Заходи", "label_en": "Measures", "value_uk": "60", "value_en": "60"},
            {"label_uk": "лише українською", "value_uk": "1"},
            "not a figure",
        ]
        dataset(
            title="Програма",
            **PROGRAMME,
            infoprog_figures=json.dumps(figures),
        )
        card = soup(page("/en/")).select_one(".ip-card")
        assert [dt.get_text() for dt in card.find_all("dt")] == ["Measures"]
        uk = soup(page("/")).select_one(".ip-card")
        assert [dt.get_text() for dt in uk.find_all("dt")] == ["Заходи", "лише українською"]

    def test_bad_figures(self, page: Page, dataset: Make) -> None:
        """Figures that cannot be read leave the card without figures, not the page broken."""
        for text in ("{", "5", '{"a": 1}', "null", "[[]]"):
            dataset(**PROGRAMME, infoprog_figures=text)
        assert not soup(page("/")).select(".ip-card dl")

    @pytest.mark.ckan_config("ckanext.infoprog.home.programmes", 2)
    @pytest.mark.ckan_config("ckanext.infoprog.home.latest", 3)
    def test_bounded(self, page: Page, dataset: Make) -> None:
        """The home page shows a bounded number of cards and links to all programmes."""
        for _ in range(4):
            dataset(**PROGRAMME)
        html = soup(page("/"))
        assert len(html.select(".ip-card")) == 2
        assert html.find("a", string=re.compile(r"Усі програми \(4\)"))
        assert len(html.select(".ip-list li")) == 3

    def test_private(self, page: Page, dataset: Make) -> None:
        """A private dataset is on no page of a visitor."""
        dataset(title="Таємне", private=True)
        assert "Таємне" not in page("/").get_data(as_text=True)

    @pytest.mark.parametrize("kind", [SearchError, SolrConnectionError])
    def test_search_down(
        self, page: Page, monkeypatch: pytest.MonkeyPatch, dataset: Make, kind: type[Exception]
    ) -> None:
        """With the search gone the home page stands with all that it shows."""
        dataset(title="Програма поза пошуком", **PROGRAMME)

        def refuse(*args: object, **more: object) -> None:
            raise kind("gone")

        monkeypatch.setattr(PackageSearchQuery, "run", refuse)
        assert "Програма поза пошуком" in page("/").get_data(as_text=True)
        assert page("/developers").status_code == 200

    def test_search_unreachable(
        self, page: Page, monkeypatch: pytest.MonkeyPatch, portal: None
    ) -> None:
        """What cannot do without the search says 503 and when to come again."""

        def refuse(*args: object, **more: object) -> None:
            raise SolrConnectionError("gone")

        monkeypatch.setattr(PackageSearchQuery, "run", refuse)
        assert page("/feeds/dataset.atom", 503).headers["Retry-After"]


class TestSearch:
    def test_nothing_found(self, page: Page) -> None:
        """An empty answer repeats the question and offers a way on."""
        note = soup(page("/dataset?q=йцукен")).select_one(".ip-note")
        assert "Нічого не знайдено: «йцукен»" in note.get_text()
        assert note.find("a", string="Усі набори даних")

    def test_programmes(self, page: Page, dataset: Make) -> None:
        """The menu's programmes are the datasets of that kind, and the filter can be taken off."""
        dataset(title="Програма", **PROGRAMME)
        dataset(title="Реєстр")
        html = soup(page("/dataset?infoprog_kind=programme"))
        assert html.h1.get_text() == "Програми"
        assert [one.get_text(strip=True) for one in html.select(".ip-item-title")] == ["Програма"]
        assert "infoprog_kind" not in html.select_one(".ip-filters a")["href"]

    def test_bad_question(self, page: Page) -> None:
        """A question that the index cannot read gets a sentence, not an error page."""
        assert soup(page("/dataset?q=title:[")).select_one("#search-results")


class TestDataset:
    def test_markup_in_title(self, page: Page, dataset: Make) -> None:
        """Markup in a title stays text, in the machine description too."""
        title = "</script><b id=evil>Назва"
        name = dataset(title=title)["name"]
        html = soup(page(f"/dataset/{name}"))
        assert not html.select("#evil")
        data = json.loads(html.select_one("script[type='application/ld+json']").get_text())
        assert title in json.dumps(data, ensure_ascii=False)


class TestTable:
    def test_rows(self, page: Page, table: Make) -> None:
        """The first rows stand on the page; a missing value is null there, never zero."""
        html = soup(page(table(RECORDS, FIELDS)["address"]))
        rows = [[td.get_text() for td in tr.find_all("td")] for tr in html.select(".ip-data tr")]
        assert rows[1:] == [["1.1", "100.5"], ["1.2", "null"]]
        caption = html.select_one(".ip-data caption").get_text(strip=True)
        assert caption == "Рядки 1–2 з 2; значення як у файлі"

    def test_dictionary(self, page: Page, table: Make) -> None:
        """The dictionary gives each column's label in the page's language, or the other's."""
        address = table(RECORDS, FIELDS)["address"]
        rows = soup(page("/en" + address)).select("#dictionary + div tbody tr")
        assert [[one.get_text() for one in row.find_all(["th", "td"])] for row in rows] == [
            ["measureId", "Number", "text", ""],
            ["amount", "Сума", "number", "у гривнях"],
        ]

    @pytest.mark.ckan_config("ckanext.infoprog.preview.rows", 2)
    def test_pages(self, page: Page, table: Make) -> None:
        """All rows can be leafed through; a page that is no number is the first."""
        records = [{"measureId": str(n), "amount": n} for n in range(5)]
        address = table(records, FIELDS)["address"] + "/table"
        cells = [one.get_text() for one in soup(page(f"{address}?page=3")).select(".ip-data td")]
        assert cells == ["4", "4"]
        for text in ("0", "x", "-1", "²", "9" * 30):
            first = soup(page(f"{address}?page={text}")).select_one(".ip-data td").get_text()
            assert first == "0", text
        assert "немає рядків" in page(f"{address}?page=400").get_data(as_text=True)

    def test_no_table(self, page: Page, dataset: Make) -> None:
        """A file without a table gets a sentence, and its table page is not found."""
        package = dataset()
        resource = factories.Resource(package_id=package["id"], format="ZIP")
        address = f"/dataset/{package['name']}/resource/{resource['id']}"
        assert "не показано таблицею" in page(address).get_data(as_text=True)
        page(f"{address}/table", 404)

    def test_private(self, page: Page, table: Make) -> None:
        """The table of a private dataset is not found for a visitor."""
        made = table(RECORDS, FIELDS, private=True)
        page(made["address"] + "/table", 404)

    def test_markup(self, page: Page, table: Make) -> None:
        """Markup in labels and cells stays text."""
        fields = [{"id": "a", "type": "text", "info": {"label": "<i id=evil>", "notes": "<b>"}}]
        html = soup(page(table([{"a": "<u id=evil>x</u>"}], fields)["address"]))
        assert not html.select("#evil")


class TestErrors:
    def test_next_step(self, page: Page) -> None:
        """An error page says what happened, offers a search, and runs no script."""
        for address, status, heading in ERRORS:
            answer = page(address, status)
            html = soup(answer)
            assert html.h1.get_text() == heading
            assert html.select_one("form[role=search] input[name=q]")
            assert not html.select("script[src]")
            assert "script-src" not in answer.headers["Content-Security-Policy"]


class TestTexts:
    @pytest.mark.ckan_config("ckanext.infoprog.contact_email", "portal@example.org")
    def test_contact(self, page: Page) -> None:
        """The contact address stands in the footer, on the about page and in the statement."""
        for address in ("/about", "/accessibility"):
            links = soup(page(address)).select("main a[href='mailto:portal@example.org']")
            assert links, address
        assert soup(page("/")).select("footer a[href='mailto:portal@example.org']")

    def test_examples(self, page: Page, table: Make) -> None:
        """The examples for developers name this portal's own datasets, and their links answer."""
        made = table(RECORDS, FIELDS, **PROGRAMME)
        html = soup(page("/developers"))
        assert made["resource"]["id"] in html.get_text()
        for link in html.select("main table a"):
            if link["href"] != "/readyz":
                page(link["href"])
