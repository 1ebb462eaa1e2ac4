"""The files that a publication stands on: one order, names that no machine stumbles over."""

import hashlib
import shutil
from pathlib import Path

import pytest

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.publish import refusals, safepath
from ckanext.infoprog.core.publish.inputs import inputs, paths, schemas_hash
from ckanext.infoprog.core.publish.refusals import RefusedError

FOLDERS = workspace.find(Path(__file__)).packages(examples=True)
EVERY_PACKAGE = pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
RTL = "\u202e"
GOOD = [
    "data/measures.csv", "source.txt", "джерела/рішення № 1097 (2022).txt", "data/😀𐍈.csv",
    "con-crete.txt", "a" * 196 + ".txt",
]  # fmt: skip
BAD = [
    ("../secret.csv", "outside"), ("data/../../x.csv", "outside"), ("/etc/passwd", "outside"),
    ("data//x.csv", "outside"), ("./x.csv", "outside"), ("data/", "outside"), ("", "length"),
    ("a" * 201, "length"), ("😀" * 63 + ".csv", "length"), ("C:\\x.csv", "characters"),
    ("data\\x.csv", "characters"), ("what?.csv", "characters"), ("x.csv.", "characters"),
    ("x.csv ", "characters"), ("data/i\u0306.csv", "characters"), ("con", "reserved"),
    ("data/NUL.csv", "reserved"), ("Com1.txt", "reserved"), ("lpt².csv", "reserved"),
    ("data/x\n.csv", "hidden"), ("data/\x00.csv", "hidden"), (f"{RTL}vsc.exe", "hidden"),
    ("a\u200bb.csv", "hidden"), ("\udcff.csv", "hidden"), ("a\u2028b", "hidden"),
]  # fmt: skip


def refusal(*names: str) -> RefusedError:
    """Return the refusal of these names."""
    with pytest.raises(RefusedError) as caught:
        safepath.check(names)
    return caught.value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of a package."""
    source = next(one for one in FOLDERS if one.name == "zrazkova-hromada")
    return Path(shutil.copytree(source, tmp_path / source.name))


class TestNames:
    @pytest.mark.parametrize("name", GOOD)
    def test_good(self, name: str):
        """Letters of any alphabet and characters beyond the basic plane may stand in a name."""
        safepath.check([name])

    @pytest.mark.parametrize(("name", "reason"), BAD, ids=[ascii(name)[:30] for name, _ in BAD])
    def test_bad(self, name: str, reason: str):
        """A name that leads elsewhere, hides something or that some machine refuses is refused."""
        found = refusal("data/a.csv", name)
        assert (found.code, found.params["reason"]) == ("bad-path", reason)

    def test_twice(self):
        """Two names that differ in capitals alone would be one file on some machines."""
        assert refusal("data/a.csv", "Data/A.csv").params["reason"] == "twice"

    def test_shown(self):
        """A refused name is shown without the marks that would deceive, its reason in words."""
        found = refusal(f"{RTL}vsc.csv")
        assert "<U+202E>vsc.csv" in str(found)
        assert "invisible characters" in str(found)
        assert "невидимі символи" in found.in_language("uk")

    def test_every_reason_has_words(self):
        """Every reason of a refused name is said in both languages."""
        known = refusals.reasons()["bad-path"]
        assert {reason for _, reason in BAD} | {"twice", "link"} == set(known)
        assert all(set(words) == {"uk", "en"} for words in known.values())


class TestInputs:
    @EVERY_PACKAGE
    def test_every_file(self, folder: Path):
        """All files of a package are sent: descriptions first, the sources, the tables by name."""
        found = [one.path for one in inputs(folder)]
        own = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        assert set(found) == own
        assert found[:3] == ["datapackage.json", "package.yaml", "README.md"]
        tables = [path for path in found if path.startswith("data/")]
        assert tables == sorted(tables) == found[-len(tables) :]

    @EVERY_PACKAGE
    def test_weight(self, folder: Path):
        """Each file comes with its true hash and size."""
        for one in inputs(folder):
            content = (folder / one.path).read_bytes()
            assert one.sha256 == hashlib.sha256(content).hexdigest()
            assert one.size == len(content)

    def test_others_stay(self, folder: Path):
        """Files that belong to no package stay at home."""
        (folder / "notes.txt").write_text("моє", "utf-8")
        (folder / "data" / ".measures.csv.swp").write_text("", "utf-8")
        assert "notes.txt" not in paths(folder)
        assert "data/.measures.csv.swp" not in paths(folder)

    def test_link(self, folder: Path):
        """A link is refused, wherever it leads: what is sent lies in the folder itself."""
        (folder / "data" / "x.csv").symlink_to(folder / "README.md")
        with pytest.raises(RefusedError, match=r"“data/x.csv”: it is a link"):
            paths(folder)

    def test_linked_folder(self, folder: Path, tmp_path: Path):
        """A linked folder is refused as a linked file is."""
        (folder / "data").rename(tmp_path / "elsewhere")
        (folder / "data").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(RefusedError, match="it is a link"):
            paths(folder)

    def test_source_outside(self, folder: Path):
        """A source that package.yaml looks for outside the folder is refused."""
        path = folder / "package.yaml"
        path.write_text(path.read_text("utf-8").replace("source.txt", "../source.txt"), "utf-8")
        with pytest.raises(RefusedError, match="it leads out of the folder"):
            paths(folder)

    def test_schemas(self, folder: Path):
        """The hash of the schemas depends on which tables there are, not on their rows."""
        before = schemas_hash(folder)
        rows = folder / "data" / "reports.csv"
        rows.write_text(rows.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
        assert schemas_hash(folder) == before
        rows.unlink()
        assert schemas_hash(folder) != before
