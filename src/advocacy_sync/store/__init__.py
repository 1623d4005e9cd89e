"""The store behind the ports: SQLAlchemy Core on SQLite and PostgreSQL, one schema for both."""
