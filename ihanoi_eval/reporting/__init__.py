"""What it looks like: text and bytes from tables; nothing here writes a file."""
