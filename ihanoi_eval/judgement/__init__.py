"""Who: ranks, gates, quotas and the shortlist, as pure functions of tables and the awards."""
