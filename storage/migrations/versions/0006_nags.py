"""nags: when to look at a case again, since when its clock runs, and what was said of it"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OUT_OF_DATE = sa.text("wanted > shown")
WAITING = sa.text("state = 'waiting'")
OPEN = sa.text("state <> 'closed'")


def upgrade() -> None:
    for name in ("snoozed_at", "clock_from", "next_look_at"):
        op.add_column("cases", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE cases SET next_look_at = opened_at WHERE state <> 'closed'")
    op.create_index(
        "ix_cases_next_look", "cases", ["next_look_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )

    op.create_table(
        "nag_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("posted_in", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("target", "made_at", name="one_nag_message_per_moment"),
    )
    op.create_index(
        "ix_nag_messages_out_of_date",
        "nag_messages",
        ["target"],
        sqlite_where=OUT_OF_DATE,
        postgresql_where=OUT_OF_DATE,
    )
    op.create_table(
        "nags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["nag_messages.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "duty", "since", "rung", "count", "target", name="one_nag_per_rung"),
    )
    op.create_index("ix_nags_waiting", "nags", ["target", "due_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_nags_message_id", "nags", ["message_id"])


def downgrade() -> None:
    op.drop_table("nags")
    op.drop_table("nag_messages")
    op.drop_index("ix_cases_next_look", "cases")
    for name in ("next_look_at", "clock_from", "snoozed_at"):
        op.drop_column("cases", name)
