"""The only reader of the environment: every variable is declared once, and read through these functions.

An undeclared name raises KeyError: nothing can be read that docs/operations/environment.md does not list.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Variable:
    """One row of the documentation: what it sets, its default, and what production refuses."""

    name: str
    default: str
    what: str
    refused: str = ""


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DJANGO_SETTINGS_MODULE",
        "",
        "Which settings run: `config.settings.production`, `.dev` or `.test`. "
        "Without it `manage.py` takes `dev`; a web server and Celery take `production`.",
    ),
    Variable(
        "SECRET_KEY",
        "",
        "Signs sessions and links; at least 50 random characters, the same on every process.",
        "empty, shorter than 50 characters, fewer than 10 different characters, or starting with `insecure`",
    ),
    Variable("DEBUG", "", "Error pages with source. Empty means on under `dev`, off elsewhere.", "on"),
    Variable("ALLOWED_HOSTS", "", "Host names the site answers to, comma separated.", "empty, or containing `*`"),
    Variable(
        "CSRF_TRUSTED_ORIGINS",
        "",
        "Further origins that may post forms, comma separated, with scheme.",
        "an origin that is not `https://`",
    ),
    Variable(
        "SITE_URL",
        "http://localhost:8000",
        "Public address of the site, without a trailing slash; links in mails start with it.",
        "not `https://`",
    ),
    Variable(
        "DATABASE_URL",
        "",
        "`postgres://user:password@host:5432/name`, a socket folder percent-encoded as host, or "
        "`sqlite:////path/db.sqlite3`. Empty means `var/db.sqlite3`.",
        "empty; SQLite unless `ALLOW_SQLITE` is on",
    ),
    Variable("DATABASE_POOL_SIZE", "8", "Most PostgreSQL connections of one process; 0 turns the pool off."),
    Variable("ALLOW_SQLITE", "off", "Accept SQLite in production: one host, few writers."),
    Variable(
        "REDIS_URL",
        "",
        "Broker of the worker, Redis or Valkey: `redis://:password@host:6379/0`. All web processes count requests "
        "there against the limits. Empty: work waits in the database, and limits are per process.",
        "empty, or not `redis://`, `rediss://` or `redis+socket://`",
    ),
    Variable(
        "EMAIL_URL",
        "consolemail://",
        "Where mail goes: `smtp://host:25`, `smtp+tls://user:password@host:587`, `filemail:////folder`, "
        "`consolemail://`.",
        "not an SMTP address",
    ),
    Variable("DEFAULT_FROM_EMAIL", "jibao@localhost", "Sender of the mails.", "an address at `localhost`"),
    Variable(
        "DIGEST_HOUR",
        "8",
        "Hour in Taipei at which the daily mail goes to people who chose none, 8 to 17.",
        "not an hour from 8 to 17",
    ),
    Variable(
        "WEBHOOK_NETWORKS",
        "",
        "Private networks to which webhooks may be posted, also without TLS: `10.1.2.0/24,192.0.2.7/32`. "
        "Empty: the public internet over https alone.",
        "not a list of networks",
    ),
    Variable(
        "WEBHOOK_LOG_DAYS",
        "180",
        "How many days a delivered webhook message stays in the log; 0 keeps all. What was not delivered stays.",
    ),
    Variable(
        "STORAGE_DIR",
        "var/storage",
        "Folder of uploaded evidence and made files; private, never served directly. Shared by web and worker.",
        "not an absolute path, or not writable",
    ),
    Variable(
        "STORAGE_URL",
        "",
        "Keep evidence and published files in an S3-compatible store instead of `STORAGE_DIR`: "
        "`s3://key:secret@host:port/bucket/prefix?region=name`, key and secret percent-encoded; the bucket exists and "
        "is private. Needs the extra `s3`.",
        "not `s3://`, or the extra is not installed",
    ),
    Variable(
        "SIGNING_PASSPHRASE",
        "",
        "Opens the private signing keys; at least 20 characters, the same on every process. Keep a copy apart.",
        "shorter than 20 characters or starting with `insecure`; empty unless `ALLOW_UNSIGNED` is on",
    ),
    Variable("ALLOW_UNSIGNED", "off", "Let production start without `SIGNING_PASSPHRASE` and publish unsigned."),
    Variable(
        "PDF_CERTIFICATE",
        "",
        "Folder with a PKCS#12 file `CODE.p12` for each agency whose PDFs are signed (PAdES), or one such file where "
        "there is a single agency. Empty: no signed PDF is made. Needs the extra `pades`.",
        "a folder without such a file, a file that cannot be read or opened or has no RSA or elliptic-curve key, or "
        "the extra is not installed",
    ),
    Variable(
        "PDF_CERTIFICATE_PASSPHRASE",
        "",
        "Opens every file of `PDF_CERTIFICATE`.",
        "set without `PDF_CERTIFICATE`",
    ),
    Variable(
        "PDF_TIMESTAMP_URL",
        "",
        "Time-stamping authority (RFC 3161) that dates the signature in the PDF; the worker calls it. Empty: none.",
        "not `https://` or `http://`, or set without `PDF_CERTIFICATE`",
    ),
    Variable("EVIDENCE_MAX_MB", "20", "Largest evidence file that may be attached, in MB of 1,048,576 bytes."),
    Variable("JIBAO_EXTENSION_MAX_TIMES", "3", "How often one deadline may be extended (展期)."),
    Variable("JIBAO_EXTENSION_MAX_DAYS", "30", "How many office days the extensions of one deadline may have in all."),
    Variable(
        "JIBAO_EXTENSION_SUPERVISOR_DAYS",
        "5",
        "Up to so many office days in all the division's supervisor decides on extending a section; 0: none.",
    ),
    Variable(
        "JIBAO_EXTENSION_SECRETARIAT_DAYS",
        "15",
        "Up to so many office days in all the secretariat decides on an extension; the head on what is longer.",
    ),
    Variable("STATIC_ROOT", "var/static", "Folder that `collectstatic` fills and the web process serves."),
    Variable(
        "FONT_DIR",
        "",
        "Folder with a Kai face (Debian: `/usr/share/fonts/truetype/cns11643`); empty means the packaged Serif.",
        "set but not a folder",
    ),
    Variable(
        "METRICS_TOKEN",
        "",
        "Bearer token of `/metrics`; empty means the address does not exist.",
        "set but shorter than 20 characters",
    ),
    Variable("LOG_LEVEL", "INFO", "Least level that is logged: DEBUG, INFO, WARNING, ERROR.", "DEBUG"),
    Variable("LOG_FORMAT", "json", "`json`, one object a line, or `console` for reading."),
    Variable("ADMIN_THEME", "unfold", "`unfold` or `stock`: the look of the admin."),
    Variable(
        "TRUSTED_PROXY_COUNT",
        "0",
        "Reverse proxies in front that set `X-Forwarded-For` and `X-Forwarded-Proto`; 0 ignores those headers.",
    ),
    Variable("HSTS_SECONDS", "31536000", "How long browsers remember to use https only.", "below 3600"),
    Variable("LANGUAGE_CODE", "zh-hant", "Language of a visitor who chose none: `zh-hant` or `en`."),
    Variable("BIND", "127.0.0.1", "Address the web process listens on; the image sets `0.0.0.0`."),
    Variable("PORT", "8000", "Port of the web process; a busy one is replaced when the services are run locally."),
    Variable(
        "PROMETHEUS_MULTIPROC_DIR",
        "",
        "Empty folder in which the web processes add up their metrics; needed with more than one.",
    ),
    Variable("JIBAO_TEST_DATABASE", "postgres", "Tests: `postgres` or `sqlite` (a file)."),
    Variable("JIBAO_MUTATIONS", "40", "Tests: how many random lies the reading back of files has to find."),
    Variable("JIBAO_LONG_REPORT", "off", "Tests: on also has a report of 300 pages judged by every validator."),
    Variable("JIBAO_REQUIRE_BROWSER", "off", "Tests: on makes a missing Chromium an error instead of a skip."),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


class BadValue(ValueError):
    """A variable holds something that cannot be read; the message names it."""


def text(name: str) -> str:
    """The variable's value, or its declared default; KeyError for an undeclared name."""
    return os.environ.get(name, _BY_NAME[name].default)


def is_set(name: str) -> bool:
    """True when the environment gives a non-empty value."""
    return bool(os.environ.get(_BY_NAME[name].name))


def flag(name: str, *, default: bool = False) -> bool:
    """on/off, true/false, yes/no, 1/0; an empty value means `default`."""
    value = text(name).strip().lower()
    if value == "":
        return default
    if value not in _TRUE | _FALSE:
        raise BadValue(f"{name} must be on or off, not {value!r}")
    return value in _TRUE


def number(name: str) -> int:
    """A whole number, not negative."""
    value = text(name).strip()
    if not value.isascii() or not value.isdigit():
        raise BadValue(f"{name} must be a whole number, not {value!r}")
    return int(value)


def names(name: str) -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def path(name: str) -> Path:
    """A path, taken from the project's folder when relative."""
    return BASE_DIR / text(name)


def one_of(name: str, *, allowed: tuple[str, ...]) -> str:
    """The value, if it is one of `allowed`."""
    value = text(name).strip()
    if value not in allowed:
        raise BadValue(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def database(name: str) -> dict[str, Any]:
    """Django's DATABASES entry; a percent-encoded host is a socket folder, empty means SQLite in var/."""
    url = text(name) or f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"
    config: dict[str, Any] = environ.Env.db_url_config(url)
    config["HOST"] = unquote(str(config.get("HOST") or ""))
    config["PASSWORD"] = unquote(str(config.get("PASSWORD") or ""))
    return config


def storage(name: str) -> dict[str, Any]:
    """Django's STORAGES entry of a URL; empty means files in STORAGE_DIR. `s3+http://` is S3 without TLS, for tests."""
    url = urlsplit(text(name).strip())
    if not url.geturl():
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    bucket, _, prefix = unquote(url.path.strip("/")).partition("/")
    if url.scheme not in {"s3", "s3+http"} or not (url.hostname and url.username and url.password and bucket):
        raise BadValue(f"{name} must look like s3://key:secret@host:port/bucket/prefix")
    return {
        "BACKEND": "config.object_store.ObjectStore",
        "OPTIONS": {
            "endpoint_url": f"{'https' if url.scheme == 's3' else 'http'}://{url.netloc.rpartition('@')[2]}",
            "access_key": unquote(url.username),
            "secret_key": unquote(url.password),
            "region_name": parse_qs(url.query).get("region", ["us-east-1"])[0],
            "bucket_name": bucket,
            "location": prefix,
            # A path is made of the content's hash: what is there already is the same bytes, or half of them.
            "file_overwrite": True,
        },
    }


def email(name: str) -> dict[str, Any]:
    """Django's EMAIL_* settings of a URL, without the ones it does not mention."""
    config: dict[str, Any] = environ.Env.email_url_config(text(name))
    return {key: value for key, value in config.items() if value not in (None, "")}


def select_settings(default: str) -> None:
    """Choose the settings module unless the environment already did."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", default)


def for_child(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment with `extra` on top, for a process to start; this Python's programs come first."""
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": search, **(extra or {})}


def export(values: Mapping[str, str]) -> None:
    """Put declared variables into this process's environment, for settings that are read later."""
    for name, value in values.items():
        os.environ[_BY_NAME[name].name] = value
