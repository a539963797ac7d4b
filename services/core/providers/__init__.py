"""Providers: the classrooms that serve, their sites, their staff and where they are paid."""
