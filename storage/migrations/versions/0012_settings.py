"""settings: who is not there, who has a case without having claimed it, and since when a team's clocks hold"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT_FOR = sa.text("kept_for IS NOT NULL")
OF_CASES = (
    ("kept_for", sa.String()),
    ("given", sa.String(length=32)),
    ("away", sa.String(length=32)),
    ("away_until", sa.DateTime(timezone=True)),
    ("route", sa.String()),
)
OF_PEOPLE = (
    ("gone", sa.Boolean(), sa.false()),
    ("status", sa.String(), ""),
    ("status_until", sa.DateTime(timezone=True), None),
    ("quiet_until", sa.DateTime(timezone=True), None),
    ("idle", sa.Boolean(), sa.false()),
)


def upgrade() -> None:
    for name, of_cases in OF_CASES:
        op.add_column("cases", sa.Column(name, of_cases, nullable=True))
    op.create_index("ix_cases_kept_for", "cases", ["kept_for"], sqlite_where=KEPT_FOR, postgresql_where=KEPT_FOR)
    for name, kind, usual in OF_PEOPLE:
        op.add_column("people", sa.Column(name, kind, nullable=usual is None, server_default=usual))

    op.create_table(
        "settings",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=True),
        sa.Column("once_a_day", sa.Boolean(), nullable=False),
        sa.Column("leave_first", sa.Date(), nullable=True),
        sa.Column("leave_last", sa.Date(), nullable=True),
        sa.Column("stand_in", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "turns",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team"),
    )
    op.create_table(
        "policies",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("team"),
    )


def downgrade() -> None:
    for name in ("policies", "turns", "settings"):
        op.drop_table(name)
    for name, *_rest in reversed(OF_PEOPLE):
        op.drop_column("people", name)
    op.drop_index("ix_cases_kept_for", "cases")
    for name, _kind in reversed(OF_CASES):
        op.drop_column("cases", name)
