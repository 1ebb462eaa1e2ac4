"""Template helpers; every public name starts with infoprog_ and lands in `h`."""
