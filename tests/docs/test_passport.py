"""The page on the passport says what the code says."""

import re
from pathlib import Path

from ckanext.infoprog.core.catalogue import catalogue
from ckanext.infoprog.core.passport import annex, contents, elements
from tests.docs.tables import table

PAGE = Path(__file__).parents[2] / "docs" / "passport.md"
CODE = re.compile(r"`([^`]+)`")


def codes(cell: str) -> list[str]:
    return CODE.findall(cell)


def test_fields() -> None:
    """Every field that the rules judge stands in the table, beside its key of package.yaml."""
    rows = table(PAGE, "element")
    keys = {key for row in rows for key in codes(row["package.yaml"])}
    fields = {field for row in rows for field in codes(row["field"])}
    asked = {f: e for f, e in elements.elements().items() if f not in ("url", "author_email")}
    assert set(asked) <= fields
    assert {element.key for element in asked.values() if element.key} <= keys


def test_national_keys() -> None:
    """The keys of the national portal are those that passport.json names."""
    named = {key for row in table(PAGE, "element") for key in codes(row["national key"])}
    assert named == {one.national for one in contents.headings() if one.national}


def test_limits() -> None:
    """The limits in the table are those that are refused."""
    limits = {
        codes(row["field"])[0]: int(found[1].replace(",", ""))
        for row in table(PAGE, "element")
        if (found := re.search(r"≤ ([\d,]+)", row["element"]))
    }
    assert limits == {
        field: elements.elements()[field].limit for field in ("title", "notes", "infoprog_purpose")
    }


def test_findings() -> None:
    """Every finding about the passport stands in the table of what is refused."""
    listed = {code for row in table(PAGE, "what") for code in codes(row["finding"])}
    assert listed == {code for code in catalogue() if code.startswith("passport-")}


def test_annex() -> None:
    """The items of the annex are those that are shipped, by their English names."""
    listed = {codes(row["code"])[0]: row["item"] for row in table(PAGE, "code")}
    assert listed == {one.code: one.title["en"] for one in annex.items().values()}
