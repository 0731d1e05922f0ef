"""Published tables, read as published: delimited text, spreadsheets, parquet."""
