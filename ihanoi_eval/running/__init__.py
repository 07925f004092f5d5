"""When and where: what reads the clock, starts processes and writes files."""
