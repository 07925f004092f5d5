"""What was sent: every number with the file and line it came from; blind to rubric and awards."""
