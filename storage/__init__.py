"""The record: sole owner of SQL. Functions take a `WorkspaceSession` first and take and give domain values."""
