"""The `infoprog` command: main.py and one file for each sub-command."""
