"""lighter: what few cases have is indexed for those alone, so that a new case writes fewer pages"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

FEW = {
    "ix_cards_storm_id": ("cards", ["storm_id"], "storm_id IS NOT NULL"),
    "ix_cases_owner": ("cases", ["owner", "state"], "owner IS NOT NULL"),
    "ix_cases_closed_at": ("cases", ["closed_at"], "closed_at IS NOT NULL"),
    "ix_cases_snoozed_until": ("cases", ["snoozed_until"], "snoozed_until IS NOT NULL"),
}


def upgrade() -> None:
    for name, (table, columns, having) in FEW.items():
        op.drop_index(name, table)
        where = sa.text(having)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, (table, columns, _having) in FEW.items():
        op.drop_index(name, table)
        op.create_index(name, table, columns)
