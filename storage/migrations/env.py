"""Alembic's entry: runs the migrations over the connection that `storage/tables.py` hands in."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=context.config.attributes.get("render_item", lambda kind, thing, _: False),
)
context.run_migrations()
