"""Finding schemas and packages."""

from pathlib import Path

import pytest

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.errors import UsageError, WorkspaceError


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(workspace.ROOT_VARIABLE, raising=False)
    for folder in ("datasets/b", "datasets/a", "datasets/empty", "examples/zrazok"):
        (tmp_path / folder).mkdir(parents=True)
    for folder in ("datasets/b", "datasets/a", "examples/zrazok"):
        (tmp_path / folder / workspace.PACKAGE_FILE).touch()
    return tmp_path


class TestFind:
    def test_nearest_folder_above(self, root: Path):
        """The working folder is the nearest one at or above that holds datasets."""
        assert workspace.find(root / "datasets" / "a").root == root.resolve()

    def test_environment_wins(self, root: Path, monkeypatch: pytest.MonkeyPatch):
        """INFOPROG_ROOT names the working folder wherever one stands."""
        monkeypatch.setenv(workspace.ROOT_VARIABLE, str(root))
        assert workspace.find(Path("/")).root == root

    def test_nowhere(self, root: Path):
        """Outside a working folder the refusal says what to do."""
        assert root
        with pytest.raises(WorkspaceError, match=workspace.ROOT_VARIABLE):
            workspace.find(Path("/"))


class TestPackages:
    def test_in_order_of_name(self, root: Path):
        """Packages are listed by name; a folder without a package is none."""
        assert [p.name for p in workspace.Workspace(root).packages()] == ["a", "b"]

    def test_examples_only_when_asked(self, root: Path):
        """The examples are listed only where they are asked for, behind the datasets."""
        listed = workspace.Workspace(root).packages(examples=True)
        assert [p.name for p in listed] == ["a", "b", "zrazok"]

    def test_by_name(self, root: Path):
        """A package is found by its name."""
        assert workspace.Workspace(root).package("zrazok") == root / "examples" / "zrazok"

    def test_unknown_name(self, root: Path):
        """An unknown package is refused with the names that there are."""
        with pytest.raises(UsageError, match="there are: a, b, zrazok"):
            workspace.Workspace(root).package("c")


class TestSchemas:
    def test_found(self):
        """The schemas are found wherever the project is installed."""
        assert (workspace.schemas() / "fields.json").is_file()
