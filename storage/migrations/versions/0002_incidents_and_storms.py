"""incidents and storms"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index(
            "one_current_incident_per_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "storms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grew_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("posted_in", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("storms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_storms_out_of_date",
            ["channel"],
            unique=False,
            sqlite_where=sa.text("wanted > shown"),
            postgresql_where=sa.text("wanted > shown"),
        )
        batch_op.create_index(
            "one_current_storm_per_channel",
            ["channel"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index("ix_cards_out_of_date")
        batch_op.add_column(sa.Column("moved_from", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("storm_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_cards_storm_id", ["storm_id"], unique=False)
        batch_op.create_foreign_key("fk_cards_storm_id", "storms", ["storm_id"], ["id"])
    _index_cards("wanted > shown AND alone", "channel", "rank", "case_id", "next_try_at")


def _index_cards(out_of_date: str, *columns: str) -> None:
    """Which cards wait; alembic's batch mode would lose the new columns from a partial index."""
    where = sa.text(out_of_date)
    op.create_index("ix_cards_out_of_date", "cards", [*columns], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index("ix_cards_out_of_date")
        batch_op.drop_constraint("fk_cards_storm_id", type_="foreignkey")
        batch_op.drop_index("ix_cards_storm_id")
        batch_op.drop_column("storm_id")
        batch_op.drop_column("alone")
        batch_op.drop_column("moved_from")
    _index_cards("wanted > shown", "channel", "rank", "case_id")

    with op.batch_alter_table("storms", schema=None) as batch_op:
        batch_op.drop_index(
            "one_current_storm_per_channel",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_storms_out_of_date", sqlite_where=sa.text("wanted > shown"), postgresql_where=sa.text("wanted > shown")
        )

    op.drop_table("storms")
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.drop_index(
            "one_current_incident_per_key",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("incidents")
