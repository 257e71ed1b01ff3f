"""mailings: one playbook to many, and how far each of its cases is"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OUT_OF_DATE = sa.text("wanted > shown")
GOING = sa.text("state = 'going'")
WAITING = sa.text("state = 'waiting'")
OUT = sa.text("state IN ('handed', 'doubt')")


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("playbook", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.String(), nullable=True),
        sa.Column("next_mail_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("posted_in", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("told", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_mailings_made_at", "mailings", ["made_at"])
    op.create_index(
        "ix_mailings_out_of_date", "mailings", ["channel"], sqlite_where=OUT_OF_DATE, postgresql_where=OUT_OF_DATE
    )
    op.create_index("ix_mailings_going", "mailings", ["next_mail_at"], sqlite_where=GOING, postgresql_where=GOING)
    op.create_table(
        "recipients",
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("mailing_id", "case_id"),
    )
    op.create_index("ix_recipients_case_id", "recipients", ["case_id"])
    op.create_index(
        "ix_recipients_waiting",
        "recipients",
        ["mailing_id", "place"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_recipients_out", "recipients", ["mailing_id"], sqlite_where=OUT, postgresql_where=OUT)
    op.create_table(
        "unsubscribes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_unsubscribes_customer_id", "unsubscribes", ["customer_id"])


def downgrade() -> None:
    op.drop_table("unsubscribes")
    op.drop_table("recipients")
    op.drop_table("mailings")
