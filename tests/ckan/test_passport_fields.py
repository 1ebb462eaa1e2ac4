"""The passport is judged alike wherever it comes in: by the web form, the API and the command."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import yaml
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp

from ckanext.infoprog.commands import main as command
from ckanext.infoprog.core.catalogue import catalogue
from ckanext.infoprog.core.passport import annex, elements
from ckanext.infoprog.core.publish.refusals import RefusedError
from tests.ckan import publishing
from tests.passport import PASSPORT

EXAMPLE = Path(__file__).parents[2] / "examples" / "zrazkova-hromada"
SCHEMA = Path(annex.__file__).parents[2] / "dataset_schema.yaml"
Made = dict[str, Any]

# field of the catalogue, key of package.yaml, value, what the sentence must say
BAD = [
    ("infoprog_publisher_id", "publisherId", "26241021", "контрольна цифра"),
    ("infoprog_publisher_id", "publisherId", "2624102", "рівно вісім цифр"),
    ("infoprog_data_as_of", "dataAsOf", "2099-01-01", "цей день ще не настав"),
    ("infoprog_data_as_of", "dataAsOf", "21.11.2026", "2026-11-21"),
    ("infoprog_update_frequency", "updateFrequency", "yearly", "once a year"),
    ("infoprog_language", "language", "uk", "ua, ru, en, ro, hu, bg, pl"),
    ("tag_string", "keywords_uk", "комп’ютери", "апостроф"),
    ("tag_string", "keywords_uk", "я" * 101, "задовге"),
    ("infoprog_catuttc", "catuttc", "UA99040000000034705", "UA35040000000034705"),
    ("infoprog_annex_item", "annexItem", "programmes", "local-target-programmes"),
    ("infoprog_temporal_end", "temporalEnd", "2024-12-31", "2025-01-01"),
    ("title", "title_uk", "я" * 255, "255"),
    ("notes", "description_uk", "я" * 4001, "4001"),
    ("infoprog_purpose", "purpose_uk", "я" * 513, "513"),
    ("infoprog_purpose", "purpose_uk", "", "обов’язковий"),
    ("infoprog_update_frequency", "updateFrequency", "", "обов’язковий"),
    ("infoprog_language", "language", "", "обов’язковий"),
    ("tag_string", "keywords_uk", "", "обов’язковий"),
]
TABLE = pytest.mark.parametrize(("field", "key", "value", "said"), BAD)
CONTACT = [
    ("maintainer_email", "opendata(at)rada", "адреса електронної пошти"),
    ("maintainer_email", "", "обов’язковий"),
    ("maintainer", "", "обов’язковий"),
]


# What must be refused by whichever way it comes: a finding, the fields that it may be said of.
ROWS = [
    ("passport-edrpou", "infoprog_publisher_id", "контрольна цифра"),
    ("passport-edrpou", "infoprog_publisher_id", "рівно вісім цифр"),
    ("passport-email", "maintainer_email", "адреса електронної пошти"),
    ("passport-future", "infoprog_data_as_of", "цей день ще не настав"),
    ("passport-frequency", "infoprog_update_frequency", "once a year"),
    ("passport-keyword", "tag_string", "апостроф"),
    ("passport-keyword", "tag_string", "задовге"),
    ("passport-missing", "infoprog_purpose", "обов’язковий"),
]


@pytest.fixture
def filled(publisher: Made) -> Made:
    """Return a dataset's fields that are in order, as a form sends them."""
    tags = ", ".join(one["name"] for one in PASSPORT["tags"])
    plain = {name: value for name, value in PASSPORT.items() if name != "tags"}
    period = {"infoprog_temporal_start": "2025-01-01"}
    names = {"title": "Бюджет", "name": "biudzhet", "owner_org": publisher["id"]}
    return {**plain, **period, **names, "tag_string": tags}


@pytest.fixture
def by_api(app: CKANTestApp, publisher: Made) -> Callable[..., Any]:
    """Return a function that calls an action over the API as an editor of the publisher."""
    editor = factories.UserWithToken()
    helpers.call_action(
        "organization_member_create", id=publisher["id"], username=editor["name"], role="editor"
    )

    def call(action: str, **data: object) -> Any:  # noqa: ANN401 - CKAN's answer
        headers = {"Authorization": editor["token"], "Content-Type": "application/json"}
        address = f"/api/3/action/{action}"
        return app.post(address, data=json.dumps(data), headers=headers, expect_errors=True)

    return call


@pytest.fixture
def by_form(app: CKANTestApp, filled: Made) -> Callable[..., Any]:
    """Return a function that sends the form of a new dataset with changed fields."""
    token = factories.SysadminWithToken()["token"]

    def send(**changes: str) -> Any:  # noqa: ANN401 - CKAN's answer
        data = {**filled, "_ckan_phase": "dataset_new_1", "save": "", **changes}
        headers = {"Authorization": token}
        return app.post("/dataset/new", data=data, headers=headers, follow_redirects=False)

    return send


def form_errors(answer: Any, field: str) -> str:  # noqa: ANN401 - CKAN's answer
    """Return what the form says at a field that it refuses."""
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    control = page.select_one(f"[name={field}]")
    assert control["aria-invalid"] == "true"
    place = f"field-{field}-wrong"
    assert place in control["aria-describedby"].split()
    assert page.select_one(f".ip-errors a[href='#field-{field}']")
    return page.find(id=place).get_text()


class TestThreeWays:
    @TABLE
    def test_web(self, by_form: Callable[..., Any], field: str, key: str, value: str, said: str):
        """The form stays, keeps what was written, and says at the field what is wrong."""
        answer = by_form(**{field: value})
        assert answer.status_code == 200
        assert said in form_errors(answer, field)
        page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        assert _kept(page.select_one(f"[name={field}]")) == value
        assert model.Package.get("biudzhet") is None

    @TABLE
    def test_api(
        self,
        by_api: Callable[..., Any],
        filled: Made,
        field: str,
        key: str,
        value: str,
        said: str,
    ):
        """The API answers 409 with the sentence under the field's name."""
        answer = by_api("package_create", **{**filled, field: value})
        assert answer.status_code == 409
        assert said in str(answer.json["error"][field])
        assert model.Package.get("biudzhet") is None

    @TABLE
    def test_command(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        field: str,
        key: str,
        value: str,
        said: str,
    ):
        """The command refuses the package, names its key and says the same sentence."""
        folder = _package(tmp_path, **{key: value})
        assert command.main(["check", str(folder), "--lang", "uk"]) == 1
        shown = capsys.readouterr().out
        assert f"package.yaml, поле {key}" in shown
        assert said in shown

    def test_email_by_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The command refuses a wrong e-mail where it stands: in the publisher's own entry."""
        folder = publishing.folder_of(tmp_path, "kropyvnytskyi-information-audit")
        entries = yaml.safe_load(
            (publishing.ROOT / "datasets/organizations.yaml").read_text("utf-8")
        )
        for entry in entries:
            entry["contact"] = {"person": "Відділ", "email": "viddil at rada"}
        (tmp_path / "organizations.yaml").write_text(
            yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8"
        )
        assert command.main(["check", str(folder), "--lang", "uk"]) == 1
        shown = capsys.readouterr().out
        assert "organizations.yaml" in shown
        assert "поле contact.email" in shown
        assert "«viddil at rada» – не адреса електронної пошти" in shown

    @pytest.mark.parametrize(("code", "field", "said"), ROWS)
    def test_nothing_is_left_out(self, code: str, field: str, said: str) -> None:
        """Each row that must be refused is asked by form, API and command, and has a finding whose
        sentence names the value or what is missing.
        """
        asked = [(row[0], row[-1]) for row in (*BAD, *CONTACT)]
        assert (field, said) in asked
        assert set(re.findall(r"{(\w+)", catalogue()[code].template["uk"])) & {"value", "element"}

    def test_the_same_sentence(
        self,
        by_api: Callable[..., Any],
        filled: Made,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ):
        """What the API says of a value is word for word what the command says of it."""
        answer = by_api("package_create", **{**filled, "infoprog_publisher_id": "26241021"})
        (said,) = answer.json["error"]["infoprog_publisher_id"]
        folder = _package(tmp_path, publisherId="26241021")
        command.main(["check", str(folder), "--lang", "uk"])
        assert said in capsys.readouterr().out

    @pytest.mark.parametrize(("field", "value", "said"), CONTACT)
    def test_contact(
        self,
        by_form: Callable[..., Any],
        by_api: Callable[..., Any],
        filled: Made,
        field: str,
        value: str,
        said: str,
    ):
        """Who answers for the data is asked of a person by form and API alike."""
        assert said in form_errors(by_form(**{field: value}), field)
        answer = by_api("package_create", **{**filled, field: value})
        assert said in str(answer.json["error"][field])


class TestGood:
    def test_web(self, by_form: Callable[..., Any], filled: Made):
        """What the form sends in order is kept as it was written."""
        assert by_form(infoprog_annex_item="additional").status_code == 302
        found = helpers.call_action("package_show", id="biudzhet")
        assert found["infoprog_annex_item"] == "additional"
        rest = {name: found.get(name) for name in filled if name != "tag_string"}
        assert rest == {name: value for name, value in filled.items() if name != "tag_string"}
        assert [one["name"] for one in found["tags"]] == ["бюджет"]

    def test_api(self, by_api: Callable[..., Any], filled: Made):
        """Over the API keywords may come as tags, and a resource is added without the passport."""
        rest = {name: value for name, value in filled.items() if name != "tag_string"}
        answer = by_api("package_create", **rest, tags=[{"name": "бюджет"}])
        assert answer.status_code == 200, answer.json
        added = by_api("resource_create", package_id="biudzhet", url="https://example.org/a.csv")
        assert added.status_code == 200, added.json

    def test_tags_are_judged(self, by_api: Callable[..., Any], filled: Made):
        """Keywords that come as tags are judged by the same rule."""
        rest = {name: value for name, value in filled.items() if name != "tag_string"}
        answer = by_api("package_create", **rest, tags=[{"name": "пам'ять"}])
        assert answer.status_code == 409
        assert "апостроф" in str(answer.json["error"]["tags"])

    def test_address_from_the_title(self, by_form: Callable[..., Any], filled: Made):
        """A dataset whose address was left open gets one from its title, each another."""
        for _ in range(2):
            assert by_form(name="", title="Пам’ятки Зґурівки 2026").status_code == 302
        names = set(helpers.call_action("package_list", {"ignore_auth": True}))
        drafts = {one.name for one in model.Session.query(model.Package)}
        assert names | drafts >= {"pamiatky-zgurivky-2026", "pamiatky-zgurivky-2026-2"}

    def test_plain_lines(self, by_form: Callable[..., Any]):
        """Line ends that a browser sends are counted once, and nothing is cut."""
        text = "\r\n".join(["рядок"] * 80)
        assert len(text) > 512 > len(text.replace("\r\n", "\n"))
        assert by_form(infoprog_purpose=text).status_code == 302
        found = helpers.call_action("package_show", id="biudzhet")
        assert found["infoprog_purpose"] == text.replace("\r\n", "\n")

    @pytest.mark.parametrize("value", [26241020, ["a"], {"a": 1}, True, None, "\x00", "я\u202e"])
    def test_any_value(self, by_api: Callable[..., Any], filled: Made, value: object):
        """A value of any type is answered, never by a fault of ours."""
        for field in ("infoprog_publisher_id", "infoprog_update_frequency", "tag_string"):
            answer = by_api("package_create", **{**filled, field: value, "name": f"n-{field}"})
            assert answer.status_code in (200, 400, 409), (field, answer.data)


class TestInside:
    def test_harvest(self, publisher: Made):
        """A call from inside CKAN may leave out what it does not know, not bring what is wrong."""
        made = factories.Dataset(owner_org=publisher["id"], notes="")
        assert helpers.call_action("package_show", id=made["id"])["state"] == "active"
        with pytest.raises(tk.ValidationError) as refused:
            factories.Dataset(owner_org=publisher["id"], infoprog_update_frequency="yearly")
        assert list(refused.value.error_dict) == ["infoprog_update_frequency"]

    def test_publication(self, portal: None, tmp_path: Path):
        """A publication without a contact goes through; its description is edited by the rules."""
        editor = str(factories.User()["name"])
        users = [{"name": editor, "capacity": "editor"}]
        factories.Organization(name="kropyvnytska-miska-rada", title="Рада", users=users)
        name = "kropyvnytskyi-information-audit"
        folder = publishing.folder_of(tmp_path, name)
        assert publishing.publish(folder, editor, base=0)["state"] == "done"
        found = publishing.shown(name)
        assert found.get("maintainer_email", "") == ""
        assert found["infoprog_annex_item"] == "information-audit"
        assert found["infoprog_spatial"] == "Кропивницька міська територіальна громада"
        patch = tk.get_action("package_patch")
        assert patch({"user": editor}, {"id": name, "notes": "Інше"})["notes"] == "Інше"
        for wrong in ({"notes": ""}, {"infoprog_data_as_of": "2099-01-01"}):
            with pytest.raises(tk.ValidationError) as refused:
                patch({"user": editor}, {"id": name, **wrong})
            assert list(refused.value.error_dict) == list(wrong)
            model.Session.rollback()

    def test_wrong_contact(self, portal: None, tmp_path: Path):
        """A publication whose publisher's entry is wrong is refused by the portal's own check."""
        editor = str(factories.User()["name"])
        users = [{"name": editor, "capacity": "editor"}]
        factories.Organization(name="kropyvnytska-miska-rada", title="Рада", users=users)
        folder = publishing.folder_of(tmp_path, "kropyvnytskyi-information-audit")
        entry = publishing.request(folder, 0)["organization_entry"]
        wrong = {**entry, "contact": {"person": "Відділ", "email": "viddil at rada"}}
        with pytest.raises(RefusedError) as refused:
            publishing.publish(folder, editor, base=0, organization_entry=wrong)
        assert (refused.value.code, refused.value.params["errors"]) == ("findings", 1)


class TestForm:
    def test_groups_and_marks(self, app: CKANTestApp, publisher: Made):
        """The form has five groups; every field has a label, and the required ones say so."""
        token = factories.SysadminWithToken()["token"]
        answer = app.get("/dataset/new", headers={"Authorization": token})
        page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        groups = [one.get_text(strip=True) for one in page.select("fieldset > legend")]
        assert groups == ["Що це", "Про що дані", "Відповідальна особа", "Строки", "Технічне"]
        controls = page.select("fieldset [name]")
        assert all(page.select_one(f"label[for='{one['id']}']") for one in controls)
        marked = {one["name"] for one in controls if one.get("aria-required")}
        wanted = {f for f, e in elements.elements().items() if e.required in ("always", "form")}
        assert marked == wanted | {"owner_org"}
        assert not page.select("fieldset [maxlength]")

    def test_limits_are_announced(self):
        """The help of a text with a limit names the limit in both languages."""
        fields = {f["field_name"]: f for f in _schema()["dataset_fields"]}
        for name in ("title", "notes", "infoprog_purpose"):
            limit = elements.elements()[name].limit
            help_text = fields[name]["help_text"]
            assert f"{limit:,}" in help_text["en"]
            assert f"{limit:,}".replace(",", " ") in help_text["uk_UA"]

    def test_every_element_is_a_field(self):
        """Every element is a field that asks the rules, with labels in both languages."""
        fields = {f["field_name"]: f for f in _schema()["dataset_fields"]}
        for name in elements.elements():
            assert fields[name].get("validators", "").startswith("infoprog_passport"), name
            assert set(fields[name]["label"]) == {"uk_UA", "en"}

    @pytest.mark.ckan_config("ckanext.infoprog.annex_file", "")
    def test_own_annex(self, by_form: Callable[..., Any], tmp_path: Path, ckan_config: Made):
        """An item of the publisher's own list may be chosen; a broken list adds none."""
        own = tmp_path / annex.FILE
        ckan_config["ckanext.infoprog.annex_file"] = str(own)
        own.write_text(
            '[{"code": "budget", "list": "local", "title": {"uk": "Бюджет", "en": "Budget"}}]',
            encoding="utf-8",
        )
        assert by_form(infoprog_annex_item="budget").status_code == 302
        own.write_text("{", encoding="utf-8")
        assert by_form(name="other", infoprog_annex_item="budget").status_code == 200
        assert by_form(name="other", infoprog_annex_item="additional").status_code == 302


def _kept(control: Any) -> str:  # noqa: ANN401 - an element of BeautifulSoup
    """Return the value that a control of the form holds."""
    if control.name == "textarea":
        return str(control.get_text().strip())
    chosen = control.select_one("option[selected]") if control.name == "select" else control
    return str(chosen["value"]) if chosen else ""


def _schema() -> Made:
    found: Made = yaml.safe_load(SCHEMA.read_text("utf-8"))
    return found


def _package(place: Path, **changes: str) -> Path:
    """Return the example package with changed keys of package.yaml."""
    folder = Path(shutil.copytree(EXAMPLE, place / EXAMPLE.name))
    path = folder / "package.yaml"
    entry = yaml.safe_load(path.read_text("utf-8"))
    for key, value in changes.items():
        entry[key] = ([value] if value else []) if key.startswith("keywords") else value or None
    path.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    return folder
