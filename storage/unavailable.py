"""What the store says when it cannot. It stands alone, so that a command can say so before a database is loaded."""


class StoreUnavailable(Exception):
    """The work was not stored: the disk is full, the database is gone, or too much is waiting. Try again later."""
