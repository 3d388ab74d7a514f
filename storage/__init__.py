"""The record: the only owner of SQL. Functions take a `WorkspaceSession` first, and take and return domain values."""
