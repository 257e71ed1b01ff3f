"""their word: when a customer unsubscribed, apart from what the company says of them; a check-in notes when a button on
its page was first pressed, no more when a mail scanner opened it; a signed token brings one mail"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE check_ins RENAME COLUMN visited_at TO pressed_at")
    op.execute("UPDATE check_ins SET pressed_at = word_at")  # all that is known of the past
    op.add_column("customers", sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=True))
    # those who unsubscribed before count as told by the company too: nobody knows any more which of the two it was
    op.execute(
        "UPDATE customers SET unsubscribed_at ="
        " (SELECT max(at) FROM unsubscribes WHERE unsubscribes.customer_id = customers.id)"
    )
    op.create_table(
        "mail_tokens",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )


def downgrade() -> None:
    op.drop_table("mail_tokens")
    op.drop_column("customers", "unsubscribed_at")
    op.execute("ALTER TABLE check_ins RENAME COLUMN pressed_at TO visited_at")
