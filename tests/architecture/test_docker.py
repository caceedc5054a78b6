"""What can be held about the container files without a container engine."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import env
from config.embedded.processes import procfile

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
OURS = ["migrate", "web", "worker", "beat"]


def _steps(text: str) -> list[str]:
    """The instructions of a Dockerfile, one line each."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return re.sub(r"\s*\\\n\s*", " ", "\n".join(lines)).splitlines()


def test_the_steps_of_the_image_are_the_documented_ones() -> None:
    page = (ROOT / "docs" / "operations" / "install.md").read_text()
    documented = re.search(r"```dockerfile\n(.*?)```", page, re.DOTALL)

    steps = _steps((ROOT / "docker" / "Dockerfile").read_text())

    assert documented is not None
    assert [step for step in steps if step.startswith(("FROM", "RUN"))] == documented.group(1).splitlines()


def test_the_image_runs_as_an_ordinary_user_with_hashed_packages() -> None:
    steps = _steps((ROOT / "docker" / "Dockerfile").read_text())

    assert "USER jibao" in steps
    assert steps.index("USER jibao") < steps.index('CMD ["web"]')
    assert [step for step in steps if "pip install" in step and "--require-hashes" not in step] == []


def test_everything_the_image_copies_exists_and_passes_the_ignore_file() -> None:
    steps = _steps((ROOT / "docker" / "Dockerfile").read_text())
    copied = [name for step in steps if step.startswith("COPY") for name in step.split()[1:-1]]
    allowed = {
        line[1:] for line in (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"
    }

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert set(copied) == allowed


def test_the_entrypoint_can_be_run() -> None:
    assert (ROOT / "docker" / "entrypoint.sh").stat().st_mode & stat.S_IXUSR


def test_compose_holds_every_part() -> None:
    assert set(COMPOSE["services"]) == {*OURS, "postgres", "redis"}
    assert set(COMPOSE["volumes"]) == {"storage", "database"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_compose_runs_the_lines_of_the_procfile(name: str) -> None:
    assert COMPOSE["services"][name]["command"] == [name]
    assert name in procfile()


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_every_lasting_container_is_watched(name: str) -> None:
    assert COMPOSE["services"][name]["healthcheck"]["test"]
    assert COMPOSE["services"][name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_our_containers_start_after_what_they_need(name: str) -> None:
    needed = COMPOSE["services"][name]["depends_on"]

    assert needed["redis"] == {"condition": "service_healthy"}
    assert "postgres" in needed or needed["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_share_their_hardening(name: str) -> None:
    service = COMPOSE["services"][name]

    assert (service["read_only"], service["cap_drop"], service["init"]) == (True, ["ALL"], True)
    assert service["volumes"] == ["storage:/srv/storage"]


def test_compose_and_image_set_declared_variables_only() -> None:
    declared = {variable.name for variable in env.VARIABLES}
    image = next(step for step in _steps((ROOT / "docker" / "Dockerfile").read_text()) if step.startswith("ENV"))
    set_by_image = {part.split("=")[0] for part in image.split()[1:]}

    assert set(COMPOSE["services"]["web"]["environment"]) <= declared
    assert set_by_image - declared == {"PYTHONUNBUFFERED"}


def test_only_the_own_machine_reaches_the_web_container() -> None:
    published = {name: each["ports"] for name, each in COMPOSE["services"].items() if "ports" in each}

    assert published == {"web": ["127.0.0.1:8000:8000"]}
