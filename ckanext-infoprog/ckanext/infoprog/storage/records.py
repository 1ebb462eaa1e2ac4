"""The tables of the publisher in CKAN's database; migration/ makes them."""

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = tk.BaseModel.metadata


def _moment(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


publication = sa.Table(
    "infoprog_publication",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("package", sa.Text),
    sa.Column("package_id", sa.Text),
    sa.Column("organization", sa.Text),
    sa.Column("act", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("fence", sa.Integer),
    sa.Column("base", sa.Integer),
    sa.Column("version", sa.Integer),
    sa.Column("user_id", sa.Text),
    _moment("created"),
    _moment("changed"),
    _moment("heartbeat"),
    _moment("deadline"),
    sa.Column("hold", sa.Boolean),
    sa.Column("note", sa.Text),
    sa.Column("decision", sa.Text),
    sa.Column("request", JSONB),
    sa.Column("source_hash", sa.Text),
    sa.Column("manifest", sa.Text),
    sa.Column("progress", JSONB),
    sa.Column("steps", JSONB),
    sa.Column("reason", JSONB),
    extend_existing=True,
)

version = sa.Table(
    "infoprog_version",
    metadata,
    sa.Column("package_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("publication", sa.Text),
    sa.Column("manifest", sa.Text),
    _moment("created"),
    sa.Column("user_id", sa.Text),
    sa.Column("act", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("decision", sa.Text),
    sa.Column("undoes", sa.Integer),
    extend_existing=True,
)

dataset = sa.Table(
    "infoprog_dataset",
    metadata,
    sa.Column("package_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("version", sa.Integer),
    sa.Column("manifest", sa.Text),
    sa.Column("publication", sa.Text),
    sa.Column("withdrawn", sa.Boolean),
    extend_existing=True,
)

redaction = sa.Table(
    "infoprog_redaction",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("package_id", sa.Text),
    sa.Column("path", sa.Text),
    sa.Column("size", sa.BigInteger),
    sa.Column("reason", sa.Text),
    _moment("created"),
    sa.Column("user_id", sa.Text),
    extend_existing=True,
)

cycle_answer = sa.Table(
    "infoprog_cycle_answer",
    metadata,
    sa.Column("package_id", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("file", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("replaced", JSONB),
    sa.Column("answer", sa.Text),
    _moment("received"),
    sa.Column("user_id", sa.Text),
    extend_existing=True,
)

cycle_file = sa.Table(
    "infoprog_cycle_file",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("delivery", sa.Text),
    sa.Column("package_id", sa.Text),
    sa.Column("period", sa.Text),
    sa.Column("body", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("size", sa.BigInteger),
    sa.Column("outcome", sa.Text),
    sa.Column("told", JSONB),
    _moment("received"),
    sa.Column("user_id", sa.Text),
    extend_existing=True,
)

cycle_period = sa.Table(
    "infoprog_cycle_period",
    metadata,
    sa.Column("package_id", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("public", sa.Boolean),
    _moment("changed"),
    sa.Column("user_id", sa.Text),
    extend_existing=True,
)
