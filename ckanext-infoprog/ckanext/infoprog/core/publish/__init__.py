"""What is published of a package, as a list; pure, without a portal."""
