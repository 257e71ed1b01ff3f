"""the silent: whether somebody at an address is not to be written to is asked before each mail, and few are silent"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SILENT = sa.text("(do_not_contact OR unsubscribed_at IS NOT NULL)")


def upgrade() -> None:
    op.create_index("ix_customers_silent", "customers", ["id"], sqlite_where=SILENT, postgresql_where=SILENT)


def downgrade() -> None:
    op.drop_index("ix_customers_silent", "customers")
