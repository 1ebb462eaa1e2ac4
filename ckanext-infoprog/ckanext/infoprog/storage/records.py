"""The tables of the publisher in CKAN's database; migration/ makes them."""

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = tk.BaseModel.metadata


def _table(name: str, *columns: sa.Column[Any]) -> sa.Table:
    return sa.Table(f"infoprog_{name}", metadata, *columns, extend_existing=True)


def _keys(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text) for name in names]


def _moments(*names: str) -> list[sa.Column[datetime]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names]


publication = _table(
    "publication",
    *_keys("id"),
    *_texts("package", "package_id", "organization", "act", "state"),
    sa.Column("fence", sa.Integer),
    sa.Column("base", sa.Integer),
    sa.Column("version", sa.Integer),
    *_texts("user_id"),
    *_moments("created", "changed", "heartbeat", "deadline"),
    sa.Column("hold", sa.Boolean),
    *_texts("note", "decision"),
    sa.Column("request", JSONB),
    *_texts("source_hash", "manifest"),
    sa.Column("progress", JSONB),
    sa.Column("steps", JSONB),
    sa.Column("reason", JSONB),
)

version = _table(
    "version",
    *_keys("package_id"),
    sa.Column("number", sa.Integer, primary_key=True),
    *_texts("publication", "manifest"),
    *_moments("created"),
    *_texts("user_id", "act", "note", "decision"),
    sa.Column("undoes", sa.Integer),
)

dataset = _table(
    "dataset",
    *_keys("package_id"),
    *_texts("name"),
    sa.Column("version", sa.Integer),
    *_texts("manifest", "publication"),
    sa.Column("withdrawn", sa.Boolean),
)

redaction = _table(
    "redaction",
    *_keys("sha256"),
    *_texts("package_id", "path"),
    sa.Column("size", sa.BigInteger),
    *_texts("reason"),
    *_moments("created"),
    *_texts("user_id"),
)

extract = _table(
    "extract",
    *_keys("package_id", "section"),
    *_texts("manifest", "form", "content", "words"),
)

cycle_answer = _table(
    "cycle_answer",
    *_keys("package_id", "period", "body"),
    *_texts("file", "sha256"),
    sa.Column("replaced", JSONB),
    *_texts("answer"),
    *_moments("received"),
    *_texts("user_id"),
)

cycle_file = _table(
    "cycle_file",
    sa.Column("id", sa.BigInteger, primary_key=True),
    *_texts("delivery", "package_id", "period", "body", "name", "sha256"),
    sa.Column("size", sa.BigInteger),
    *_texts("outcome"),
    sa.Column("told", JSONB),
    *_moments("received"),
    *_texts("user_id"),
)

cycle_period = _table(
    "cycle_period",
    *_keys("package_id", "period"),
    sa.Column("public", sa.Boolean),
    *_moments("changed"),
    *_texts("user_id"),
)
