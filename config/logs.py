"""Log lines: one JSON object each (or coloured text), from structlog and from the standard library alike."""

import logging.config
import re
import sys
from typing import Any

import structlog

from config import env

_KEYS_IN_ADDRESSES = re.compile(r"(/(?:calendar|unsubscribe)/)[^/\s?\"]+")


def without_keys(text: str) -> str:
    """The text without the keys that some of our addresses hold: who reads a log must not be able to use them."""
    return _KEYS_IN_ADDRESSES.sub(r"\1…", text)


def _mask(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    event["event"] = without_keys(str(event["event"]))
    return event


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    _mask,
]


def logging_config(*, level: str, style: str) -> dict[str, Any]:
    """A `logging.config.dictConfig` that writes to standard error; `style` is `json` or `console`."""
    renderers: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if style == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [remove_meta, *renderers],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "propagate": True, "handlers": []},
            # Its own line for every request repeats the server's access log.
            "django.server": {"level": "WARNING", "propagate": True, "handlers": []},
            "axes": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
        },
    }


def configure() -> None:
    """Set up both libraries from LOG_LEVEL and LOG_FORMAT; safe to call again."""
    style = env.one_of("LOG_FORMAT", allowed=("json", "console"))
    logging.config.dictConfig(logging_config(level=env.text("LOG_LEVEL").upper(), style=style))
    configure_structlog()


def configure_structlog() -> None:
    """Send structlog's events through the standard library, which holds the format."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
