"""One row through the versions."""

from ckanext.infoprog.core.publish.rowhistory import History, State, find_row, history

FILES = {
    "a": {"1.1": {"id": "1.1", "amount": "10"}},
    "b": {"1.1": {"id": "1.1", "amount": "20"}},
    "c": {"1.2": {"id": "1.2", "amount": "5"}},
}


def look(*files: str | None, key: str = "1.1", most: int = 60) -> History:
    """Return the history of a row through versions that stand on these files, the oldest first."""
    states = [State(n, f"day {n}", sha256, "id") for n, sha256 in enumerate(files, 1)]
    return history(
        reversed(states), key, lambda sha, _column, row_key: FILES[sha].get(row_key), most
    )


def told(found: History) -> list[tuple[int, str]]:
    """Return the entries as version and change."""
    return [(one.version, str(one.change.change)) for one in found.entries]


def test_changes() -> None:
    """Each version that changed the row has an entry, the newest first; the others have none."""
    found = look("a", "a", "b", "b")
    assert told(found) == [(3, "changed"), (1, "added")]
    assert found.is_current
    assert found.row == FILES["b"]["1.1"]


def test_gone() -> None:
    """A row that is gone stands as it last was, with the version that held it."""
    found = look("a", "b", "c", None)
    assert told(found) == [(3, "removed"), (2, "changed"), (1, "added")]
    assert (found.is_current, found.version) == (False, 2)
    assert found.to_dict()["state"] == "gone"


def test_back() -> None:
    """A row that came back has an entry for its absence and one for its return."""
    assert told(look("a", "c", "a")) == [(3, "added"), (2, "removed"), (1, "added")]


def test_never() -> None:
    """A row that never was has neither row nor entries."""
    found = look("a", "b", key="9.9")
    assert (found.row, found.entries, found.is_current) == (None, (), False)


def test_redacted() -> None:
    """A version whose file cannot be read is named, and nothing is guessed of it."""
    found = look("a", "gone", "b")
    assert found.redacted == (2,)
    assert told(found) == [(3, "changed"), (1, "added")]


def test_bounded() -> None:
    """No more than so many different files are looked through, and it is said to where."""
    found = look("a", "b", "a", "c", most=2)
    assert found.looked_to == 3


def test_find() -> None:
    """A row is found by its key column; where the file lacks it, by its first column."""
    rows = [{"id": "1", "a": "x"}, {"id": "2", "a": "y"}]
    assert find_row(rows, "id", "2") == rows[1]
    assert find_row(rows, "key", "2") == rows[1]
    assert find_row(rows, "id", "3") is None
