import subprocess
import sys
from pathlib import Path

import pytest

from config import env
from config.settings.refusals import RULES, unsafe_values
from tests.support.certificates import PASSPHRASE, pkcs12_file

KEY = "k3y-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM"
SAFE = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "jibao.example",
    "SITE_URL": "https://jibao.example",
    "DATABASE_URL": "postgres://jibao:secret@db/jibao",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
    "DEFAULT_FROM_EMAIL": "jibao@agency.example",
    "SIGNING_PASSPHRASE": "open-sesame-with-some-more-words",
}


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for variable in env.VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)
    for name, value in {**SAFE, "STORAGE_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_safe_values_are_accepted(safe: pytest.MonkeyPatch) -> None:
    assert unsafe_values() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", KEY[:49]),
        ("SECRET_KEY", "abc" * 20),
        ("SECRET_KEY", f"insecure{KEY}"),
        ("DEBUG", "on"),
        ("DEBUG", "perhaps"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "jibao.example,*"),
        ("CSRF_TRUSTED_ORIGINS", "http://jibao.example"),
        ("SITE_URL", "http://jibao.example"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite:////srv/db.sqlite3"),
        ("REDIS_URL", ""),
        ("REDIS_URL", "memory://"),
        ("EMAIL_URL", ""),
        ("EMAIL_URL", "consolemail://"),
        ("DEFAULT_FROM_EMAIL", "jibao@localhost"),
        ("STORAGE_DIR", "var/storage"),
        ("STORAGE_DIR", "/no/such/folder"),
        ("STORAGE_URL", "s3+http://key:secret@store.example/jibao"),
        ("STORAGE_URL", "s3://store.example/jibao"),
        ("STORAGE_URL", "/srv/files"),
        ("SIGNING_PASSPHRASE", ""),
        ("SIGNING_PASSPHRASE", "short"),
        ("SIGNING_PASSPHRASE", "insecure-but-long-enough"),
        ("PDF_CERTIFICATE", "/no/such/file.p12"),
        ("PDF_CERTIFICATE", __file__),
        ("PDF_CERTIFICATE_PASSPHRASE", "without a file"),
        ("PDF_TIMESTAMP_URL", "ftp://time.example"),
        ("PDF_TIMESTAMP_URL", "https://time.example"),
        ("FONT_DIR", "/no/such/folder"),
        ("METRICS_TOKEN", "short"),
        ("LOG_LEVEL", "DEBUG"),
        ("HSTS_SECONDS", "60"),
        ("HSTS_SECONDS", "a year"),
        ("DIGEST_HOUR", "6"),
        ("WEBHOOK_NETWORKS", "10.1.2.3/24"),
        ("DATABASE_POOL_SIZE", "many"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("LOG_FORMAT", "xml"),
        ("ADMIN_THEME", "pink"),
        ("LANGUAGE_CODE", "fr"),
    ],
)
def test_an_unsafe_value_is_named(safe: pytest.MonkeyPatch, name: str, value: str) -> None:
    safe.setenv(name, value)

    assert [line.split()[1] for line in unsafe_values()] == [name]


def test_sqlite_is_accepted_when_asked_for(safe: pytest.MonkeyPatch) -> None:
    safe.setenv("DATABASE_URL", "sqlite:////srv/db.sqlite3")
    safe.setenv("ALLOW_SQLITE", "on")

    assert unsafe_values() == []


def test_a_site_may_publish_unsigned_when_asked_for(safe: pytest.MonkeyPatch) -> None:
    safe.setenv("SIGNING_PASSPHRASE", "")
    safe.setenv("ALLOW_UNSIGNED", "on")

    assert unsafe_values() == []


def test_a_secret_value_is_never_repeated(safe: pytest.MonkeyPatch) -> None:
    safe.setenv("SECRET_KEY", "hunter2")
    safe.setenv("METRICS_TOKEN", "swordfish")
    safe.setenv("SIGNING_PASSPHRASE", "abracadabra")
    safe.setenv("REDIS_URL", "amqp://:opensesame@host")

    lines = "\n".join(unsafe_values())

    assert [word for word in ("hunter2", "swordfish", "opensesame", "abracadabra") if word in lines] == []


def test_every_variable_documented_as_refusing_has_a_rule() -> None:
    documented = {variable.name for variable in env.VARIABLES if variable.refused}

    assert documented <= set(RULES)


def _start(*arguments: str, **given: str) -> "subprocess.CompletedProcess[str]":
    names = {variable.name for variable in env.VARIABLES}
    clean = {name: value for name, value in env.for_child().items() if name not in names}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        env={**clean, "DJANGO_SETTINGS_MODULE": "config.settings.production", **given},
        cwd=env.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_without_any_value_names_all_of_them_at_once() -> None:
    done = _start()

    named = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("- ")]
    assert done.returncode != 0
    assert named == [
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "STORAGE_DIR",
        "SIGNING_PASSPHRASE",
    ]


def test_production_with_safe_values_starts(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()

    done = _start(
        "--deploy", "--fail-level", "WARNING", **SAFE, STORAGE_DIR=str(tmp_path), STATIC_ROOT=str(tmp_path / "static")
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_stock_admin_starts_too(tmp_path: Path) -> None:
    done = _start(
        DJANGO_SETTINGS_MODULE="config.settings.dev", ADMIN_THEME="stock", STORAGE_DIR=str(tmp_path / "storage")
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("algorithm", "passphrase", "refused"),
    [("ecdsa", PASSPHRASE, 0), ("rsa", PASSPHRASE, 0), ("ecdsa", "another", 1), ("ed25519", PASSPHRASE, 1)],
)
def test_a_certificate_is_opened_before_the_site_starts(safe, tmp_path, algorithm, passphrase, refused) -> None:
    safe.setenv("PDF_CERTIFICATE", str(pkcs12_file(tmp_path, algorithm)))
    safe.setenv("PDF_CERTIFICATE_PASSPHRASE", passphrase)
    safe.setenv("PDF_TIMESTAMP_URL", "http://time.example/tsa")

    assert [line.split()[1] for line in unsafe_values()] == ["PDF_CERTIFICATE"] * refused
    safe.setenv("PDF_CERTIFICATE", str(tmp_path))
    assert [line.split()[1] for line in unsafe_values()] == ["PDF_CERTIFICATE"] * refused


def test_a_folder_of_certificates_has_one_at_least(safe, tmp_path) -> None:
    safe.setenv("PDF_CERTIFICATE", str(tmp_path))

    assert "CODE.p12" in "".join(unsafe_values())
