"""docs/operations/environment.md, from the declared variables: `python -m config.environment_page`."""

from config.env import BASE_DIR, VARIABLES, Variable

PAGE = BASE_DIR / "docs" / "operations" / "environment.md"
_HEAD = """\
# Environment variables

Made by `make docs` from `config/env.py`, the only file that reads the environment. With `config.settings.production`
the site refuses to start while a variable holds one of the values in the last column, and names all of them at once.

| Name | Default | What it does | Production refuses |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_row(variable) for variable in VARIABLES)


def _row(variable: Variable) -> str:
    default = f"`{variable.default}`" if variable.default else "(empty)"
    return f"| `{variable.name}` | {default} | {variable.what} | {variable.refused} |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
