"""Publications, versions, the pointer of each dataset, redactions

Revision ID: 0001
Revises:
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TERMINAL = "('done', 'unchanged', 'refused', 'aborted', 'expired', 'failed')"


def moment(name, **more):
    return sa.Column(name, sa.DateTime(timezone=True), **more)


def upgrade():
    publications()
    versions()
    datasets()
    redactions()


def publications():
    op.create_table(
        "infoprog_publication",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("package", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("organization", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("fence", sa.Integer, nullable=False, server_default="1"),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("user_id", sa.Text, nullable=False),
        moment("created", nullable=False),
        moment("changed", nullable=False),
        moment("heartbeat", nullable=False),
        moment("deadline", nullable=False),
        sa.Column("hold", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("request", JSONB, nullable=False),
        sa.Column("source_hash", sa.Text, nullable=False),
        sa.Column("manifest", sa.Text),
        sa.Column("progress", JSONB, nullable=False, server_default="{}"),
        sa.Column("steps", JSONB, nullable=False, server_default="[]"),
        sa.Column("reason", JSONB),
    )
    op.create_index(
        "infoprog_publication_open",
        "infoprog_publication",
        ["package"],
        unique=True,
        postgresql_where=sa.text(f"state NOT IN {TERMINAL}"),
    )
    op.create_index("infoprog_publication_created", "infoprog_publication", ["created"])


def versions():
    op.create_table(
        "infoprog_version",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("publication", sa.Text, nullable=False, unique=True),
        sa.Column("manifest", sa.Text, nullable=False),
        moment("created", nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer),
    )


def datasets():
    op.create_table(
        "infoprog_dataset",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
    )


def redactions():
    op.create_table(
        "infoprog_redaction",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        moment("created", nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
    )


def downgrade():
    for table in ("redaction", "dataset", "version", "publication"):
        op.drop_table(f"infoprog_{table}")
