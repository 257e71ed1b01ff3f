"""nags: when to look at a case again, since when its clock runs"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("state <> 'closed'")


def upgrade() -> None:
    for name in ("snoozed_at", "clock_from", "next_look_at"):
        op.add_column("cases", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE cases SET next_look_at = opened_at WHERE state <> 'closed'")
    op.create_index(
        "ix_cases_next_look", "cases", ["next_look_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    op.drop_index("ix_cases_next_look", "cases")
    for name in ("next_look_at", "clock_from", "snoozed_at"):
        op.drop_column("cases", name)
