"""What a real site does not start with: one function a variable, each giving the reason or nothing."""

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from approvals.enums import DIGEST_HOURS
from config import env

_SHORTEST_KEY = 50
_FEWEST_CHARACTERS = 10
_SHORTEST_TOKEN = 20
_SHORTEST_PASSPHRASE = 20
_SHORTEST_HSTS = 3600


def _secret_key() -> str | None:
    key = env.text("SECRET_KEY")
    if len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_CHARACTERS or key.startswith("insecure"):
        return f"needs at least {_SHORTEST_KEY} random characters"
    return None


def _debug() -> str | None:
    return "must be off: error pages would show source and settings" if env.flag("DEBUG") else None


def _allowed_hosts() -> str | None:
    hosts = env.names("ALLOWED_HOSTS")
    if not hosts:
        return "is empty: name the hosts this site answers to"
    return "must not contain *: links in mails could be pointed elsewhere" if "*" in hosts else None


def _csrf_trusted_origins() -> str | None:
    wrong = [origin for origin in env.names("CSRF_TRUSTED_ORIGINS") if not origin.startswith("https://")]
    return f"must be https:// origins, not {', '.join(wrong)}" if wrong else None


def _site_url() -> str | None:
    return None if env.text("SITE_URL").startswith("https://") else "must start with https://"


def _database_url() -> str | None:
    if not env.is_set("DATABASE_URL"):
        return "is empty: give a PostgreSQL address"
    if env.text("DATABASE_URL").startswith("sqlite") and not env.flag("ALLOW_SQLITE"):
        return "is SQLite: give a PostgreSQL address, or set ALLOW_SQLITE=on for one host with few writers"
    return None


def _redis_url() -> str | None:
    allowed = ("redis://", "rediss://", "redis+socket://")
    return None if env.text("REDIS_URL").startswith(allowed) else f"must start with {', '.join(allowed)}"


def _email_url() -> str | None:
    return None if env.text("EMAIL_URL").startswith("smtp") else "must be an SMTP address: reminders are mails"


def _default_from_email() -> str | None:
    return "must be an address that can be answered" if env.text("DEFAULT_FROM_EMAIL").endswith("@localhost") else None


def _storage_dir() -> str | None:
    folder = env.path("STORAGE_DIR")
    if not Path(env.text("STORAGE_DIR")).is_absolute():
        return "must be an absolute path"
    return None if os.access(folder, os.W_OK | os.X_OK) else f"is not a writable folder: {folder}"


def _storage_url() -> str | None:
    env.storage("STORAGE_URL")
    if not env.is_set("STORAGE_URL"):
        return None
    if not env.text("STORAGE_URL").startswith("s3://"):
        return "must start with s3://: files and keys would travel in the clear"
    return None if find_spec("storages") else "needs the extra s3: pip install '.[s3]'"


def _signing_passphrase() -> str | None:
    passphrase = env.text("SIGNING_PASSPHRASE")
    if not passphrase:
        allowed = env.flag("ALLOW_UNSIGNED")
        return None if allowed else "is empty: give one, or set ALLOW_UNSIGNED=on to publish without signatures"
    if len(passphrase) < _SHORTEST_PASSPHRASE or passphrase.startswith("insecure"):
        return f"needs at least {_SHORTEST_PASSPHRASE} random characters"
    return None


def _pdf_certificate() -> str | None:
    if not env.is_set("PDF_CERTIFICATE"):
        return None
    if not find_spec("pyhanko"):
        return "needs the extra pades: pip install '.[pades]'"
    named = env.path("PDF_CERTIFICATE")
    if not named.is_dir():
        return _wrong_with_certificate(named)
    found = sorted(named.glob("*.p12"))
    wrong = (f"{path.name} {words}" for path in found if (words := _wrong_with_certificate(path)))
    return next(wrong, None) if found else "is a folder without a file CODE.p12"


def _wrong_with_certificate(path: Path) -> str | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error}"
    try:
        key, certificate, _others = load_key_and_certificates(content, env.text("PDF_CERTIFICATE_PASSPHRASE").encode())
    except (ValueError, UnsupportedAlgorithm):
        return "is no PKCS#12 file, or PDF_CERTIFICATE_PASSPHRASE does not open it"
    if certificate is None or not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        return "needs a certificate with its RSA or elliptic-curve key"
    return None


def _pdf_certificate_passphrase() -> str | None:
    is_lonely = env.is_set("PDF_CERTIFICATE_PASSPHRASE") and not env.is_set("PDF_CERTIFICATE")
    return "is set, but PDF_CERTIFICATE is not" if is_lonely else None


def _pdf_timestamp_url() -> str | None:
    if not env.is_set("PDF_TIMESTAMP_URL"):
        return None
    if not env.text("PDF_TIMESTAMP_URL").startswith(("https://", "http://")):
        return "must start with https:// or http://"
    return None if env.is_set("PDF_CERTIFICATE") else "is set, but PDF_CERTIFICATE is not"


def _font_dir() -> str | None:
    return None if not env.is_set("FONT_DIR") or env.path("FONT_DIR").is_dir() else "is not a folder"


def _metrics_token() -> str | None:
    token = env.text("METRICS_TOKEN")
    return f"needs at least {_SHORTEST_TOKEN} characters" if token and len(token) < _SHORTEST_TOKEN else None


def _log_level() -> str | None:
    return "must not be DEBUG: queries with people's data would be logged" if env.text("LOG_LEVEL") == "DEBUG" else None


def _hsts_seconds() -> str | None:
    return f"must be at least {_SHORTEST_HSTS}" if env.number("HSTS_SECONDS") < _SHORTEST_HSTS else None


def _digest_hour() -> str | None:
    return None if env.number("DIGEST_HOUR") in DIGEST_HOURS else "must be an hour of the office day"


def _webhook_networks() -> str | None:
    try:
        for network in env.names("WEBHOOK_NETWORKS"):
            ip_network(network)
    except ValueError as error:
        return f"must be networks like 10.1.2.0/24: {error}"
    return None


def _readable_number(name: str) -> Callable[[], str | None]:
    def rule() -> str | None:
        env.number(name)
        return None

    return rule


def _one_of(name: str, *allowed: str) -> Callable[[], str | None]:
    def rule() -> str | None:
        env.one_of(name, allowed=allowed)
        return None

    return rule


RULES: dict[str, Callable[[], str | None]] = {
    "SECRET_KEY": _secret_key,
    "DEBUG": _debug,
    "ALLOWED_HOSTS": _allowed_hosts,
    "CSRF_TRUSTED_ORIGINS": _csrf_trusted_origins,
    "SITE_URL": _site_url,
    "DATABASE_URL": _database_url,
    "REDIS_URL": _redis_url,
    "EMAIL_URL": _email_url,
    "DEFAULT_FROM_EMAIL": _default_from_email,
    "STORAGE_DIR": _storage_dir,
    "STORAGE_URL": _storage_url,
    "SIGNING_PASSPHRASE": _signing_passphrase,
    "PDF_CERTIFICATE": _pdf_certificate,
    "PDF_CERTIFICATE_PASSPHRASE": _pdf_certificate_passphrase,
    "PDF_TIMESTAMP_URL": _pdf_timestamp_url,
    "FONT_DIR": _font_dir,
    "METRICS_TOKEN": _metrics_token,
    "LOG_LEVEL": _log_level,
    "HSTS_SECONDS": _hsts_seconds,
    "DIGEST_HOUR": _digest_hour,
    "WEBHOOK_NETWORKS": _webhook_networks,
    "DATABASE_POOL_SIZE": _readable_number("DATABASE_POOL_SIZE"),
    "TRUSTED_PROXY_COUNT": _readable_number("TRUSTED_PROXY_COUNT"),
    "LOG_FORMAT": _one_of("LOG_FORMAT", "json", "console"),
    "ADMIN_THEME": _one_of("ADMIN_THEME", "unfold", "stock"),
    "LANGUAGE_CODE": _one_of("LANGUAGE_CODE", "zh-hant", "en"),
}


def unsafe_values() -> list[str]:
    """One line for each variable that holds an unsafe value; empty means the site may start."""
    return list(_refusals())


def _refusals() -> Iterator[str]:
    for name, rule in RULES.items():
        try:
            reason = rule()
        except env.BadValue as error:
            reason = str(error).removeprefix(f"{name} ")
        if reason:
            yield f"- {name} {reason}"
