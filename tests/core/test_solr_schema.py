"""The Solr schema that is derived from CKAN's, and the word lists that go with it."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from portal import solr, solr_schema, solr_words
from portal.errors import PortalError

FOUND = importlib.util.find_spec("ckan")
ROOTS = list(FOUND.submodule_search_locations or []) if FOUND else []
CKAN_SCHEMA = Path(ROOTS[0] if ROOTS else ".") / "config" / "solr" / "schema.xml"
UKRAINIAN = Path("configsets", solr.OURS, "conf")
STOCK = Path("configsets", solr.STOCK, "conf")


@pytest.fixture
def theirs() -> str:
    """Return the schema of the installed CKAN, which is read and not imported."""
    return CKAN_SCHEMA.read_text("utf-8")


class TestDerive:
    def test_only_four_things_change(self, theirs: str) -> None:
        """Every field, type and copy rule of CKAN's stays; ours are added or replace analysis."""
        old, new = ET.fromstring(theirs), ET.fromstring(solr_schema.derive(theirs))
        assert new.attrib == old.attrib
        kept = [ET.tostring(field).strip() for field in old.iter("field")]
        assert [ET.tostring(f).strip() for f in new.iter("field")][: len(kept)] == kept
        kept_rules = [rule.attrib for rule in old.iter("copyField")]
        assert [rule.attrib for rule in new.iter("copyField")][: len(kept_rules)] == kept_rules
        old_types = {kind.get("name") for kind in old.iter("fieldType")}
        new_types = {kind.get("name") for kind in new.iter("fieldType")}
        assert new_types - old_types == {"text_exact"}
        assert old_types <= new_types

    def test_shared_parts_are_put_in(self, theirs: str) -> None:
        """No shared part is left as such, and both sides of text know the dictionary."""
        new = ET.fromstring(solr_schema.derive(theirs))
        assert not list(new.iter("shared"))
        for side in ("index", "query"):
            steps = new.findall(f".//fieldType[@name='text']/analyzer[@type='{side}']/filter")
            assert "morfologik" in [step.get("name") for step in steps]

    @pytest.mark.parametrize(
        ("before", "after", "why"),
        [
            ('name="ckan-2.12"', 'name="ckan-2.13"', "its name is «ckan-2.13»"),
            ('<field name="title" type="text"', '<field name="title" type="string"', "title"),
            ('<copyField source="notes" dest="text"/>', "", "notes"),
            ("solr.SnowballPorterFilterFactory", "solr.PorterStemFilterFactory", "analysed"),
            ("</schema>", "", "XML"),
            ("</fields>", '<field name="text_exact" type="text"/></fields>', "text_exact"),
            ("</schema>", "<types/></schema>", "types"),
        ],
    )
    def test_another_schema_is_refused(
        self, theirs: str, before: str, after: str, why: str
    ) -> None:
        """A schema that is not the one expected is refused in one sentence that says why."""
        assert before in theirs
        with pytest.raises(PortalError) as failure:
            solr_schema.derive(theirs.replace(before, after))
        assert why in failure.value.what
        assert "\n" not in failure.value.what
        assert "solr_schema.py" in failure.value.mend


class TestHome:
    def test_a_second_writing_changes_nothing(self, tmp_path: Path) -> None:
        """The home is written once; the same again is no change."""
        assert solr.write_home(tmp_path, ["city"], CKAN_SCHEMA)
        assert not solr.write_home(tmp_path, ["city"], CKAN_SCHEMA)

    def test_a_damaged_file_is_mended(self, tmp_path: Path) -> None:
        """A file of the home that was cut short is written anew."""
        solr.write_home(tmp_path, ["city"], CKAN_SCHEMA)
        (tmp_path / UKRAINIAN / "schema.xml").write_text("<sch")
        assert solr.write_home(tmp_path, ["city"], CKAN_SCHEMA)
        assert not solr.write_home(tmp_path, ["city"], CKAN_SCHEMA)

    def test_a_stock_core_is_ckans_own(self, tmp_path: Path, theirs: str) -> None:
        """A core named as stock has CKAN's schema to the letter and none of our ranking."""
        solr.write_home(tmp_path, ["city"], CKAN_SCHEMA, stock=["stock"])
        assert (tmp_path / STOCK / "schema.xml").read_text("utf-8") == theirs
        assert "text_exact" not in (tmp_path / STOCK / "solrconfig.xml").read_text("utf-8")
        assert "text_exact" in (tmp_path / UKRAINIAN / "solrconfig.xml").read_text("utf-8")

    def test_rows_have_the_same_types_of_words(self, tmp_path: Path, theirs: str) -> None:
        """The core of rows takes words apart exactly as the core of datasets does."""
        assert solr.write_home(tmp_path, ["city"], CKAN_SCHEMA, rows=["city-rows"])
        assert not solr.write_home(tmp_path, ["city"], CKAN_SCHEMA, rows=["city-rows"])
        assert f"configSet={solr.ROWS}" in (tmp_path / "city-rows/core.properties").read_text()
        conf = tmp_path / "configsets" / solr.ROWS / "conf"
        kinds = [
            {
                one.get("name"): ET.tostring(one).split()
                for one in ET.fromstring(text).iter("fieldType")  # noqa: S314 - our own files
                if str(one.get("name")).startswith("text")
            }
            for text in ((conf / "schema.xml").read_text("utf-8"), solr_schema.derive(theirs))
        ]
        assert set(kinds[0]) == {"text", "text_general", "text_exact"}
        assert kinds[0].items() <= kinds[1].items()
        lists = {path.name for path in (tmp_path / UKRAINIAN).iterdir()}
        assert {path.name for path in conf.iterdir()} == lists

    def test_every_file_that_the_schema_names_is_there(self, tmp_path: Path) -> None:
        """No list that the schema reads is missing, but for the dictionary inside its jar."""
        solr.write_home(tmp_path, ["city"], CKAN_SCHEMA)
        conf = tmp_path / UKRAINIAN
        named = re.findall(r'"([\w/-]+\.(?:txt|dict))"', (conf / "schema.xml").read_text("utf-8"))
        assert {name for name in named if not (conf / name).is_file()} == {
            "ua/net/nlp/ukrainian.dict"
        }


class TestCommand:
    def test_solr_listens_on_this_machine_only(self) -> None:
        """The command binds 127.0.0.1 and bounds the memory."""
        order = solr.command(Path("/home/x"), Path("/lib/x"), 8990)
        assert f"-Xmx{solr.HEAP_MB}m" in order
        assert "-Djetty.port=8990" in order
        assert '<Set name="host">127.0.0.1</Set>' in Path(order[-1]).read_text("utf-8")

    def test_a_core_that_is_not_there_is_not_ready(self) -> None:
        """Where nothing answers, Solr is not ready."""
        assert not solr.ready(1, "city")


class TestInstall:
    @pytest.fixture
    def maven(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Put a stand-in for Maven first in PATH; it copies what lies in `jars`."""
        (tmp_path / "jars").mkdir()
        (tmp_path / "bin").mkdir()
        script = tmp_path / "bin" / "mvn"
        script.write_text(
            f"#!/bin/sh\necho run >>{tmp_path}/runs\n[ -e {tmp_path}/broken ] && "
            "{ echo '[ERROR] no network'; exit 1; }\n"
            f"for word; do case $word in -DoutputDirectory=*) to=${{word#*=}};; esac; done\n"
            f'mkdir -p "$to" && cp {tmp_path}/jars/* "$to"\n'
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
        (tmp_path / "jars" / "a.jar").write_text("a")
        sums = tmp_path / "jars.sha256"
        sums.write_text("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.jar\n")
        monkeypatch.setattr(solr, "CHECKSUMS", sums)
        return tmp_path

    def test_a_full_folder_is_left_alone(self, maven: Path) -> None:
        """Maven runs once; a folder that is whole is not filled again."""
        solr.install(maven / "lib")
        solr.install(maven / "lib")
        assert (maven / "runs").read_text() == "run\n"
        assert (maven / "lib" / "a.jar").read_text() == "a"

    def test_a_half_filled_folder_is_refilled(self, maven: Path) -> None:
        """A folder that lost a jar is filled anew, and no draft is left beside it."""
        solr.install(maven / "lib")
        (maven / "lib" / "a.jar").unlink()
        solr.install(maven / "lib")
        assert (maven / "lib" / "a.jar").read_text() == "a"
        assert not list(maven.glob("lib.*"))

    def test_a_jar_that_is_not_ours_is_refused(self, maven: Path) -> None:
        """A jar with another checksum is named and nothing is put in place."""
        (maven / "jars" / "a.jar").write_text("b")
        with pytest.raises(PortalError, match=r"a\.jar"):
            solr.install(maven / "lib")
        assert not (maven / "lib").exists()

    def test_mavens_failure_is_told_in_one_sentence(self, maven: Path) -> None:
        """Where Maven fails, its first error is told and a full folder stays as it was."""
        (maven / "broken").touch()
        with pytest.raises(PortalError, match="no network"):
            solr.install(maven / "lib")


class TestWords:
    @pytest.mark.parametrize(
        ("word", "some"),
        [
            ("датасет", {"датасету", "датасети", "датасетів", "датасетами"}),
            ("застосунок", {"застосунку", "застосунки", "застосунків"}),
            ("релокація", {"релокації", "релокацією", "релокаціям"}),
            ("апка", {"апці", "апок", "апками"}),
            ("релокований", {"релокована", "релокованих", "релоковане"}),
            ("айті", {"айті"}),
        ],
    )
    def test_forms_follow_from_the_ending(self, word: str, some: set[str]) -> None:
        """A new word is declined by its ending; one that does not decline stays as it is."""
        forms = solr_words.word_forms(word)
        assert some <= forms
        assert word in forms

    def test_a_phrase_agrees_in_case_and_number(self) -> None:
        """The marked words of a phrase change together, the others stay."""
        forms = solr_words.phrase_forms("^територіальна ~громада міста")
        assert "територіальних громад міста" in forms
        assert "територіальній громаді міста" in forms
        assert "територіальна громаді міста" not in forms

    def test_both_ways_of_a_synonym_are_rules(self, tmp_path: Path) -> None:
        """The abbreviation brings the phrase and every form of the phrase the abbreviation."""
        for name in ("words", "families", "spellings"):
            (tmp_path / f"{name}.txt").write_text("# nothing\n")
        (tmp_path / "synonyms.txt").write_text("цнап = ~центр послуг\n")
        rules = solr_words.files(tmp_path)["phrases.txt"].splitlines()
        assert "цнапів => цнапів,центр послуг" in rules
        assert "центрів послуг => центрів послуг,цнап" in rules

    def test_a_line_without_a_sense_is_refused(self, tmp_path: Path) -> None:
        """A line of another form is shown, with the file it stands in."""
        for name in ("words", "families", "spellings"):
            (tmp_path / f"{name}.txt").write_text("")
        (tmp_path / "synonyms.txt").write_text("цнап центр\n")
        with pytest.raises(PortalError, match="цнап центр"):
            solr_words.files(tmp_path)

    def test_shipped_lists_name_no_word_twice(self) -> None:
        """No word belongs to two families and no list says one thing twice."""
        families = (solr_words.WORDS / "families.txt").read_text("utf-8").splitlines()
        words = [word for line in families if line[:1] != "#" for word in line.split()]
        assert sorted(set(words)) == sorted(words)
        for name in ("words", "synonyms", "spellings"):
            text = (solr_words.WORDS / f"{name}.txt").read_text("utf-8")
            keys = [line.partition("=")[0].strip() for line in text.splitlines()]
            assert len(keys) == len(set(keys)), name
