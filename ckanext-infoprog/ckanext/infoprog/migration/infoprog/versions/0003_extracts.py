"""What the pages of the whole portal need of each dataset's current version.

Revision ID: 0003
Revises: 0002
"""

from alembic import op
import sqlalchemy as sa

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "infoprog_extract",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("section", sa.Text, primary_key=True),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )


def downgrade():
    op.drop_table("infoprog_extract")
