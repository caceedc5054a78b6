"""The web server's log holds no key of an address, whether it was asked for or come from."""

from datetime import timedelta
from types import SimpleNamespace

from gunicorn.config import Config

from config.access_log import MaskedLogger
from config.embedded.processes import procfile


def test_a_key_in_an_address_is_not_written() -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/calendar/c2VjcmV0.ics?x=1",
        "PATH_INFO": "/calendar/c2VjcmV0.ics",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": "https://jibao.example.tw/unsubscribe/c2VjcmV0/",
    }
    answer, request = SimpleNamespace(status="200 OK", headers=[], sent=1), SimpleNamespace(headers=[])

    atoms = MaskedLogger(Config()).atoms(answer, request, environ, timedelta(seconds=1))

    assert atoms["r"] == "GET /calendar/…?x=1 HTTP/1.1"
    assert atoms["U"] == "/calendar/…"
    assert atoms["f"] == "https://jibao.example.tw/unsubscribe/…/"


def test_it_is_the_logger_that_the_web_process_uses() -> None:
    assert f"--logger-class {MaskedLogger.__module__}.{MaskedLogger.__name__}" in procfile()["web"]
