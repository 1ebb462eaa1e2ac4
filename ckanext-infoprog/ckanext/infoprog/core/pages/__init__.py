"""The public pages as data: pure functions of a published version, a language and a day."""
