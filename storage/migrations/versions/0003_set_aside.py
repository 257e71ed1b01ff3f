"""set aside: what waits to be read is found by an index of its own, and so are the bodies that may be let go"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SET_ASIDE = sa.text("status = 'set-aside'")
KEPT_RAW = sa.text("status = 'accepted' AND length(body) > 0")


def upgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_received_at"))
        batch_op.create_index(
            "ix_deliveries_set_aside",
            ["source", "id"],
            unique=False,
            sqlite_where=SET_ASIDE,
            postgresql_where=SET_ASIDE,
        )
        batch_op.create_index(
            "ix_deliveries_kept_raw",
            ["received_at"],
            unique=False,
            sqlite_where=KEPT_RAW,
            postgresql_where=KEPT_RAW,
        )


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_kept_raw", sqlite_where=KEPT_RAW, postgresql_where=KEPT_RAW)
        batch_op.drop_index("ix_deliveries_set_aside", sqlite_where=SET_ASIDE, postgresql_where=SET_ASIDE)
        batch_op.create_index(batch_op.f("ix_deliveries_received_at"), ["received_at"], unique=False)
