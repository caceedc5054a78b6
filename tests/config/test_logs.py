import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from config.logs import logging_config


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What a JSON handler of our configuration writes; the other handlers stay as they are."""
    written = io.StringIO()
    formatter = dict(logging_config(level="INFO", style="json")["formatters"]["line"])
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter.pop("()")(**formatter))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    structlog.contextvars.clear_contextvars()
    yield written
    logger.removeHandler(handler)
    structlog.contextvars.clear_contextvars()


def _line(stream: io.StringIO) -> dict[str, object]:
    (line,) = stream.getvalue().splitlines()
    parsed: dict[str, object] = json.loads(line)
    return parsed


def test_a_standard_log_line_is_one_json_object_with_the_context(stream: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="r-1")

    logging.getLogger("tests.logs").warning("審查 %s", "114")

    line = _line(stream)
    assert (line["event"], line["level"], line["logger"], line["request_id"]) == (
        "審查 114",
        "warning",
        "tests.logs",
        "r-1",
    )
    assert str(line["timestamp"]).endswith("Z")


def test_a_structured_event_keeps_its_fields(stream: io.StringIO) -> None:
    structlog.get_logger("tests.logs").info("published", edition=3)

    assert (_line(stream)["event"], _line(stream)["edition"]) == ("published", 3)


def test_an_exception_is_inside_the_object(stream: io.StringIO) -> None:
    try:
        raise ValueError("the cause")
    except ValueError:
        structlog.get_logger("tests.logs").exception("failed")

    assert "ValueError: the cause" in str(_line(stream)["exception"])


def test_a_line_break_in_a_value_cannot_forge_a_line(stream: io.StringIO) -> None:
    logging.getLogger("tests.logs").warning("name: %s", 'x\n{"event": "forged"}')

    assert _line(stream)["event"] == 'name: x\n{"event": "forged"}'


def test_console_style_is_text() -> None:
    processors = logging_config(level="INFO", style="console")["formatters"]["line"]["processors"]

    assert isinstance(processors[-1], structlog.dev.ConsoleRenderer)


def test_a_key_in_an_address_is_not_written(stream: io.StringIO) -> None:
    logging.getLogger("tests.logs").warning("Not Found: %s", "/calendar/c2VjcmV0.ics")

    assert _line(stream)["event"] == "Not Found: /calendar/…"
