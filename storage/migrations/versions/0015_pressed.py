"""pressed: a check-in notes when a button on its page was first pressed, and no more when a mail scanner opened it"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE check_ins RENAME COLUMN visited_at TO pressed_at")
    op.execute("UPDATE check_ins SET pressed_at = word_at")  # all that is known of the past


def downgrade() -> None:
    op.execute("ALTER TABLE check_ins RENAME COLUMN pressed_at TO visited_at")
