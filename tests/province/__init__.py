"""The province's files, read as files: no database."""
