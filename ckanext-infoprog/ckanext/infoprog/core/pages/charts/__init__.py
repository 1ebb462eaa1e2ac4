"""The six forms of charts: what each draws, with its title, description and table."""
