"""What people and programs read: reports and tables as texts, JSON and pages; pure functions."""
