from pathlib import Path

import pytest

from config import env


def test_an_undeclared_name_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        env.text("HOME")


def test_text_falls_back_to_the_declared_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)

    assert env.text("SITE_URL") == "http://localhost:8000"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("on", True), ("1", True), ("True", True), ("off", False), ("no", False), ("0", False)],
)
def test_flag_reads_the_usual_words(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("DEBUG", value)

    assert env.flag("DEBUG", default=not expected) is expected


def test_flag_empty_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "")

    assert env.flag("DEBUG", default=True) is True


def test_flag_refuses_another_word_and_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "perhaps")

    with pytest.raises(env.BadValue, match="DEBUG must be on or off, not 'perhaps'"):
        env.flag("DEBUG")


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "", "٣"])
def test_number_refuses_what_is_not_a_whole_number(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DATABASE_POOL_SIZE", value)

    with pytest.raises(env.BadValue, match="DATABASE_POOL_SIZE"):
        env.number("DATABASE_POOL_SIZE")


def test_names_drops_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example , ,b.example")

    assert env.names("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_path_relative_starts_at_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_DIR", "var/elsewhere")

    assert env.path("STORAGE_DIR") == env.BASE_DIR / "var" / "elsewhere"


def test_database_reads_a_socket_folder_and_a_password_with_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://someone:p%40ss@%2Frun%2Fpostgresql/jibao")

    database = env.database("DATABASE_URL")

    assert (database["HOST"], database["PASSWORD"], database["NAME"]) == ("/run/postgresql", "p@ss", "jibao")


def test_database_empty_is_sqlite_in_var(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    database = env.database("DATABASE_URL")

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert Path(database["NAME"]) == env.BASE_DIR / "var" / "db.sqlite3"


def test_email_leaves_out_what_the_address_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://user:secret@mail.example:587")

    assert env.email("EMAIL_URL") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "user",
        "EMAIL_HOST_PASSWORD": "secret",
        "EMAIL_USE_TLS": True,
    }


def test_files_lie_in_a_folder_unless_a_store_is_named(monkeypatch):
    monkeypatch.delenv("STORAGE_URL", raising=False)

    assert env.storage("STORAGE_URL") == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_a_store_is_read_from_its_url(monkeypatch):
    monkeypatch.setenv("STORAGE_URL", "s3://k%2Fey:s%40cret@store.example:9000/jibao/files/114?region=tw-1")

    options = env.storage("STORAGE_URL")["OPTIONS"]

    assert (options["access_key"], options["secret_key"]) == ("k/ey", "s@cret")
    assert (options["endpoint_url"], options["region_name"]) == ("https://store.example:9000", "tw-1")
    assert (options["bucket_name"], options["location"]) == ("jibao", "files/114")


@pytest.mark.parametrize("url", ["ftp://k:s@host/bucket", "s3://k:s@host/", "s3://host/bucket", "s3://k:s@/bucket"])
def test_a_store_without_host_bucket_or_key_is_refused(monkeypatch, url):
    monkeypatch.setenv("STORAGE_URL", url)

    with pytest.raises(env.BadValue, match="STORAGE_URL"):
        env.storage("STORAGE_URL")
