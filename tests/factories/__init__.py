"""Scenes for the tests: an office with people in every role, a report opened for a year, sections with content."""
