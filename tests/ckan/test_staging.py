"""Staging: a table is loaded whole before anybody sees it, and looks like one of CKAN's own."""

import hashlib
import io
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import helpers
from ckanext.datastore.backend import postgres

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import columns, datastore, shape, staging, switch
from tests.ckan import staged

Make = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def store(with_plugins: None) -> Iterator[None]:
    """Give a DataStore without staged tables."""
    staging.prepare()
    yield
    for publication in staging.leftovers():
        switch.clean(publication)


@pytest.fixture
def resource(table: Make) -> dict[str, Any]:
    """Return a resource whose table CKAN made by itself, of the same columns."""
    layout = columns.layout(staged.SCHEMA, "measures")
    made = table([], columns.fields(layout))
    helpers.call_action(
        "datastore_create",
        resource_id=made["resource"]["id"],
        primary_key=list(layout.key),
        indexes=[list(one) for one in layout.foreign_keys],
        force=True,
    )
    return {**made["resource"], "package": made["package"]}


def shown(resource: dict[str, Any], **more: Any) -> str:  # noqa: ANN401
    """Publish the small table in the resource's place."""
    item, opened = staged.table(resource_id=resource["id"], **more)
    return staged.publish(resource["package_id"], item, opened)


def looks(resource_id: str) -> dict[str, Any]:
    """Return everything about a table that PostgreSQL knows and CKAN relies on."""
    return {
        "columns": staged.query(
            "SELECT attname, format_type(atttypid, atttypmod), attnotnull, "
            "pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum) "
            "FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid "
            "AND d.adnum = a.attnum WHERE a.attrelid = to_regclass(:name) AND a.attnum > 0 "
            "AND NOT attisdropped ORDER BY a.attnum",
            name=datastore.public(resource_id),
        ),
        "indexes": staged.query(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "AND tablename = :id ORDER BY 1",
            id=resource_id,
        ),
        "constraints": staged.query(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = to_regclass(:name)",
            name=datastore.public(resource_id),
        ),
        "triggers": staged.query(
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE tgrelid = to_regclass(:name)",
            name=datastore.public(resource_id),
        ),
        "kind": staged.query(
            "SELECT relkind, relpersistence, pg_get_userbyid(relowner), relacl::text "
            "FROM pg_class WHERE oid = to_regclass(:name)",
            name=datastore.public(resource_id),
        ),
        "sequence": staged.query(
            "SELECT pg_get_serial_sequence(:name, '_id')", name=datastore.public(resource_id)
        ),
    }


class TestShape:
    def test_as_ckan_makes_it(self, resource: dict[str, Any]) -> None:
        """A published table has all that a table of datastore_create has, under the same names."""
        stock = looks(resource["id"])
        shown(resource)
        assert looks(resource["id"]) == stock

    @pytest.mark.ckan_config("ckan.datastore.default_fts_index_field_types", "text numeric int4")
    def test_column_indexes(self, resource: dict[str, Any]) -> None:
        """Columns of the configured types have full-text indexes of their own, as CKAN's have."""
        stock = looks(resource["id"])["indexes"]
        shown(resource)
        assert looks(resource["id"])["indexes"] == stock
        assert sum("to_tsvector" in definition for _name, definition in stock) > 3

    def test_appended(self, resource: dict[str, Any]) -> None:
        """Row ids go on after the last row, and the trigger finds the words of a new row."""
        shown(resource)
        place = datastore.quoted(resource["id"])
        staged.query(f"INSERT INTO {place} (\"measureId\") VALUES ('додано') RETURNING 1")
        assert staged.query(
            f"SELECT _id, _full_text::text FROM {place} ORDER BY _id DESC LIMIT 1"
        ) == [(4, "'додано':1")]

    def test_extended(self, resource: dict[str, Any]) -> None:
        """CKAN's own datastore_create still understands the table."""
        shown(resource)
        layout = columns.layout(staged.SCHEMA, "measures")
        before = looks(resource["id"])
        helpers.call_action(
            "datastore_create",
            resource_id=resource["id"],
            fields=columns.fields(layout),
            primary_key=list(layout.key),
            force=True,
        )
        assert looks(resource["id"])["indexes"] == before["indexes"]

    def test_words(self, resource: dict[str, Any]) -> None:
        """The words of a row are those that CKAN's trigger takes, by the configured language."""
        shown(resource)
        place = datastore.quoted(resource["id"])
        assert (
            staged.query(
                f"SELECT _id FROM {place} t WHERE _full_text IS DISTINCT FROM (SELECT "
                f"to_tsvector({datastore.literal(shape.language())}::regconfig, "
                "string_agg(value, ' ')) FROM json_each_text(row_to_json(t.*)) "
                "WHERE left(key, 1) <> '_')"
            )
            == []
        )


class TestReading:
    def test_values(self, resource: dict[str, Any]) -> None:
        """Values come back typed and in the file's order; what the schema calls missing is null."""
        shown(resource)
        assert staged.query(f"SELECT * FROM {datastore.quoted(resource['id'])} ORDER BY _id")[1][
            2:
        ] == ("1.2", None, None, 9000000000, None, None, False, 'Лапки " та\nрядок')
        records = staged.search(resource["id"])["records"]
        assert [one["measureId"] for one in records] == ["1.1", "1.2", "1.3"]
        assert [one["amount"] for one in records] == [1604850.00, None, -0.5]
        assert records[2]["Назва заходу"] == ""

    def test_exact(self, resource: dict[str, Any]) -> None:
        """Money keeps every kopiyka."""
        shown(resource)
        assert staged.query(f"SELECT amount FROM {datastore.quoted(resource['id'])}")[0] == (
            Decimal("1604850.00"),
        )

    def test_search(self, resource: dict[str, Any]) -> None:
        """Words, filters and sorting of datastore_search work."""
        shown(resource)
        found = staged.search(resource["id"], q="соборна")
        assert [one["measureId"] for one in found["records"]] == ["1.1"]
        found = staged.search(resource["id"], filters={"year": 2027}, sort="amount desc")
        assert [one["measureId"] for one in found["records"]] == ["1.3"]
        found = staged.search(resource["id"], q={"Назва заходу": "ремонт"})
        assert [one["measureId"] for one in found["records"]] == ["1.1"]

    def test_total(self, resource: dict[str, Any]) -> None:
        """The number of rows is right at once: CKAN would trust its cache for ever."""
        assert staged.search(resource["id"])["total"] == 0
        shown(resource)
        assert staged.search(resource["id"])["total"] == 3

    def test_dictionary(self, resource: dict[str, Any]) -> None:
        """The data dictionary has labels and notes in both languages, quotes and all."""
        shown(resource)
        found = helpers.call_action("datastore_info", id=resource["id"])
        assert found["meta"]["count"] == 3
        assert found["fields"][0]["id"] == "measureId"
        assert found["fields"][0]["info"] == {
            "label": "Захід",
            "notes": "Номер: як у «документі»",
            "label_en": "Measure",
            "notes_en": "The number, as 'printed' at 100 %",
        }
        assert [one["type"] for one in found["fields"]] == [
            "text", "int4", "numeric", "int8", "int4", "date", "bool", "text",
        ]  # fmt: skip

    def test_dump(self, resource: dict[str, Any], app: Any) -> None:  # noqa: ANN401
        """CKAN's dump gives the rows as CSV."""
        shown(resource)
        text = app.get(f"/datastore/dump/{resource['id']}").body
        assert text.splitlines()[0].endswith("position,rank,from,done,Назва заходу")
        assert "1.1,2026,1604850.00,1,2,2026-01-31" in text


class TestUnseen:
    def test_tables(self) -> None:
        """A staged table is in no list of tables, and cannot be searched."""
        item, opened = staged.table()
        staged.load(item, opened)
        names = {one["name"] for one in staged.search("_table_metadata", limit=1000)["records"]}
        assert not {item.id, datastore.name("new", item.id)} & names
        with pytest.raises(tk.ObjectNotFound):
            staged.search(item.id)

    def test_reader(self) -> None:
        """The role that CKAN reads with may enter none of our schemas."""
        item, opened = staged.table()
        publication = staged.load(item, opened)
        table = datastore.table("new", publication, item.id)
        for place in (table, "infoprog.staged", "infoprog.switched"):
            with (
                pytest.raises(sa.exc.ProgrammingError, match="permission denied for schema"),
                postgres.get_read_engine().connect() as connection,
            ):
                connection.exec_driver_sql(f"SELECT * FROM {place}")

    def test_beside(self, resource: dict[str, Any]) -> None:
        """CKAN's answers on a table are the same while its successor and predecessor stand by."""
        shown(resource)
        alone = helpers.call_action("datastore_info", id=resource["id"])
        shown(resource)
        item, opened = staged.table(resource_id=resource["id"])
        staged.load(item, opened)
        beside = helpers.call_action("datastore_info", id=resource["id"])
        assert beside["fields"] == alone["fields"]
        assert beside["meta"]["table_type"] == alone["meta"]["table_type"]


class TestLoading:
    def test_progress(self) -> None:
        """Progress never goes back, and ends at the number of rows, cells of many lines or not."""
        item, opened = staged.table([(str(n), *staged.ROWS[1][1:]) for n in range(20_000)])
        told: list[int] = []
        assert staging.load(str(uuid.uuid4()), item, opened, told.append) == 20_000
        assert told == sorted(told)
        assert told[-1] == 20_000
        assert len(told) > 3

    def test_again(self) -> None:
        """Loading the same table again makes it anew."""
        item, opened = staged.table()
        publication = staged.load(item, opened)
        less, opened = staged.table(staged.ROWS[:1], resource_id=item.id)
        staged.load(less, opened, publication)
        assert staging.count(publication, item.id) == 1

    def test_columns_by_heading(self) -> None:
        """A file may hold its columns in another order, or lack some."""
        short = {**staged.SCHEMA, "fields": [staged.FIELDS[2], staged.FIELDS[0]]}
        item, opened = staged.table([("5", "1.1")], short)
        item = staged.table([("", "")], resource_id=item.id, count=1)[0]
        publication = staged.load(item, opened)
        place = datastore.table("new", publication, item.id)
        assert staged.query(f'SELECT "measureId", amount, year FROM {place}') == [
            ("1.1", Decimal(5), None)
        ]

    def test_mark(self) -> None:
        """A byte order mark before the header changes nothing."""
        item, opened = staged.table()
        content = b"\xef\xbb\xbf" + opened().read()
        assert staging.load(str(uuid.uuid4()), item, lambda: io.BytesIO(content), print) == 3

    def test_hostile(self) -> None:
        """Quotes, percent signs, colons and 4-byte letters in names and values are only text."""
        heading = "сума'; DROP TABLE x; -- %s :id 𝕏"
        fields = [
            {"name": heading, "type": "string", "description": "% : ' \\ 𝕏 $1"},
            {"name": "b", "type": "string"},
        ]
        item, opened = staged.table(
            [("'; --", "\\."), ("\\N", ""), ("a\r\nb", "𝕏\u200f%s")],
            {"fields": fields, "missingValues": [""]},
        )
        publication = staged.load(item, opened)
        place = datastore.table("new", publication, item.id)
        assert staged.query(f"SELECT * FROM {place} ORDER BY _id")[0][2:] == ("'; --", "\\.")
        assert staged.query(f"SELECT b FROM {place} ORDER BY _id") == [
            ("\\.",), (None,), ("𝕏\u200f%s",),
        ]  # fmt: skip

    def test_long_text(self) -> None:
        """A cell with more words than an index takes is loaded; its first words are found."""
        text = " ".join(f"слово{n}" for n in range(200_000))
        fields = [{"name": "a", "type": "string"}]
        item, opened = staged.table([(text,)], {"fields": fields})
        publication = staged.load(item, opened)
        place = datastore.table("new", publication, item.id)
        assert staged.query(f"SELECT length(a), _full_text @@ 'слово7'::tsquery FROM {place}") == [
            (len(text), True)
        ]

    def test_discarded(self) -> None:
        """What was staged can be taken back; a publication that staged nothing too."""
        item, opened = staged.table()
        publication = staged.load(item, opened)
        assert staging.leftovers() == {publication}
        staging.discard(publication)
        staging.discard(str(uuid.uuid4()))
        assert staging.leftovers() == set()
        assert staging.count(publication, item.id) == 0


class TestRefused:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (("1.1", "дві тисячі"), "invalid input syntax for type integer"),
            (("1.1", "99999999999"), "out of range"),
            (("1.2", "2026"), "duplicate key|could not create unique index"),
            (("1.1", "2026", "зайве"), "extra data after last expected column"),
            (("1.1",), "missing data for column"),
            (("a\0b", "2026"), "invalid byte sequence"),
        ],
    )
    def test_bad_data(self, row: tuple[str, ...], reason: str) -> None:
        """A file that does not fit its schema is refused, and nothing of it stays."""
        fields = [staged.FIELDS[0], staged.FIELDS[1]]
        schema = {**staged.SCHEMA, "fields": fields, "foreignKeys": []}
        item, opened = staged.table([("1.2", "2026"), row], schema)
        with pytest.raises(RefusedError, match=reason) as refused:
            staged.load(item, opened)
        assert refused.value.code == "not-loaded"
        assert refused.value.params["table"] == "measures"
        assert staging.leftovers() == set()

    def test_rows_missing(self) -> None:
        """A file with fewer rows than its manifest says is refused."""
        item, opened = staged.table(count=4)
        with pytest.raises(RefusedError, match="3 rows instead of 4"):
            staged.load(item, opened)

    @pytest.mark.parametrize("name", ["", " a", "_id", "a\nb", 'a"b', "щ" * 32])
    def test_bad_name(self, name: str) -> None:
        """A name that CKAN or PostgreSQL would refuse or cut is refused before the database."""
        schema = {"fields": [{"name": "a", "column": name or " ", "type": "string"}]}
        with pytest.raises(RefusedError, match="cannot name a column"):
            staged.load(*staged.table([("1",)], schema))

    def test_unknown_heading(self) -> None:
        """A column of the file that the schema does not know is refused."""
        item, opened = staged.table()
        content = opened().read().replace("Номер".encode(), "Номерок".encode(), 1)
        with pytest.raises(RefusedError, match="Номерок"):
            staging.load(str(uuid.uuid4()), item, lambda: io.BytesIO(content), print)


def test_taken_over() -> None:
    """A process that stands still while it loads is ended by the one that loads after it."""
    item, opened = staged.table()
    publication, stands, goes_on = str(uuid.uuid4()), threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def stand_still(rows: int) -> None:
        stands.set()
        goes_on.wait(30)

    def zombie() -> None:
        try:
            staging.load(publication, item, opened, stand_still)
        except sa.exc.DBAPIError as error:
            failed.append(error)

    thread = threading.Thread(target=zombie)
    thread.start()
    assert stands.wait(30)
    began = time.monotonic()
    assert staging.load(publication, item, opened, lambda rows: None) == 3
    assert time.monotonic() - began < 5
    goes_on.set()
    thread.join(30)
    assert len(failed) == 1
    assert staging.count(publication, item.id) == 3


def test_prepared_by_many() -> None:
    """Processes that prepare at the same time do not disturb each other."""
    with datastore.transaction() as connection:
        datastore.run(connection, "DROP SCHEMA infoprog CASCADE")
    failed: list[BaseException] = []

    def prepare() -> None:
        try:
            staging.prepare()
        except sa.exc.DBAPIError as error:
            failed.append(error)

    threads = [threading.Thread(target=prepare) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert staged.query("SELECT count(*) FROM infoprog.staged") == [(0,)]


def test_index_names() -> None:
    """Index names are CKAN's: the hash of the resource and the columns."""
    layout = columns.layout(staged.SCHEMA, "measures")
    statements = list(shape.indexes("t", "r", layout))
    name = hashlib.sha1(b'r"measureId"', usedforsecurity=False).hexdigest()
    assert f'CREATE UNIQUE INDEX "{name}" ON t ("measureId")' in statements
