"""speed: when the first card of each channel may be tried is found without reading all that wait"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OUT_OF_DATE = sa.text("wanted > shown AND alone")


def upgrade() -> None:
    columns = ["channel", "next_try_at"]
    op.create_index("ix_cards_next_try", "cards", columns, sqlite_where=OUT_OF_DATE, postgresql_where=OUT_OF_DATE)


def downgrade() -> None:
    op.drop_index("ix_cards_next_try", "cards")
