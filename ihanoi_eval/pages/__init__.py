"""One module for each notebook; a page imports no other page."""
