"""The server half of publishing: journal, versions, files, DataStore tables and their switch."""
