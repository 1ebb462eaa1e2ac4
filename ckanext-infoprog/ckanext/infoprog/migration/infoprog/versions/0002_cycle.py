"""The reporting cycle between versions: answers kept, files received, what the publisher shows

Revision ID: 0002
Revises: 0001
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def moment(name):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade():
    op.create_table(
        "infoprog_cycle_answer",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("replaced", JSONB, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        moment("received"),
        sa.Column("user_id", sa.Text, nullable=False),
    )
    op.create_table(
        "infoprog_cycle_file",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("delivery", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("told", JSONB, nullable=False),
        moment("received"),
        sa.Column("user_id", sa.Text, nullable=False),
    )
    op.create_index("infoprog_cycle_file_period", "infoprog_cycle_file", ["package_id", "period"])
    op.create_table(
        "infoprog_cycle_period",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("public", sa.Boolean, nullable=False),
        moment("changed"),
        sa.Column("user_id", sa.Text, nullable=False),
    )


def downgrade():
    for table in ("period", "file", "answer"):
        op.drop_table(f"infoprog_cycle_{table}")
