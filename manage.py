#!/usr/bin/env python
"""Django's command line, with the development settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import sys

from django.core.management import execute_from_command_line

from config.env import select_settings


def main() -> None:
    """Run the command named on the command line."""
    select_settings("config.settings.dev")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
