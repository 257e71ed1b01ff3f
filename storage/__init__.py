"""Second floor: what is remembered. Nobody else imports SQLModel or SQLAlchemy."""
