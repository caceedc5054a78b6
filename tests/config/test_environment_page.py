import re

from config import env
from config.environment_page import PAGE, page
from config.settings.refusals import RULES

ROOT = env.BASE_DIR


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page(), "run make docs"


def test_every_variable_says_what_it_does() -> None:
    assert [variable.name for variable in env.VARIABLES if not variable.what.endswith(".")] == []


def test_every_refused_value_is_documented_where_it_is_more_than_a_typing_error() -> None:
    only_unreadable = {"DATABASE_POOL_SIZE", "TRUSTED_PROXY_COUNT", "LOG_FORMAT", "ADMIN_THEME", "LANGUAGE_CODE"}

    assert {variable.name for variable in env.VARIABLES if variable.refused} == set(RULES) - only_unreadable


def test_the_example_file_names_only_declared_variables() -> None:
    names = re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    declared = {variable.name for variable in env.VARIABLES}
    # POSTGRES_PASSWORD and the file names are read by compose, not by us.
    assert set(names) - declared == {"POSTGRES_PASSWORD"}
