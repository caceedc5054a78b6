"""Requests made up from the OpenAPI document, valid and broken: every answer is one that the document announces."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from approvals.enums import Role
from config.wsgi import application
from reports.domain.tokens import issue_token
from reports.models import Edition
from tests.factories.notices import queue
from tests.factories.office import NOW, assign, make_office
from tests.factories.webhooks import endpoint
from tests.support.api import ROOT

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
"""Requests for each operation and mode."""


@dataclass(frozen=True)
class Scene:
    """The document, a key, and for each path parameter a value that leads somewhere."""

    schema: Any
    headers: dict[str, str]
    real: dict[str, Any]


@pytest.fixture
def kept_connection(db) -> Iterator[None]:
    """A real WSGI request begins and ends by closing idle connections: here that is the test's own transaction."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def scene(kept_connection) -> Scene:
    """A person in every role of an agency that has one report published and one being written."""
    done, office = make_office(), make_office("npa")
    edition = done.publish()
    Edition.objects.filter(pk=edition.pk).update(released_at=NOW, manifest_json="{}")
    office.write("goals")
    person = office.people["writer"]
    for division, role in ((office.divisions["line"], Role.SUPERVISOR), (done.divisions["head"], Role.HEAD)):
        assign(person, division, role)
    assign(person, office.divisions["secretariat"], Role.SECRETARIAT)
    _token, key = issue_token(user=person, label="fuzz", days=1, now=timezone.now())
    headers = {"Authorization": f"Token {key}"}
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/schema", application, headers=headers)
    section = office.section().pk
    real = {"report_id": done.report.pk, "section_id": section, "edition_id": edition.pk, "name": "manifest.json"}
    own = {"notice_id": queue(office, "writer").pk, "webhook_id": endpoint(office).pk}
    return Scene(schema, headers, {**real, **own, "number": 1})


def is_tried(operation: Any, mode: GenerationMode) -> bool:
    """Broken requests need something that can be broken, beside the key."""
    given = [each for each in operation.iter_parameters() if "x-original-security-type" not in each.definition]
    return mode is GenerationMode.POSITIVE or bool(given or operation.body)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_announced(scene, mode):
    operations = [found.ok() for found in scene.schema.get_all_operations()]
    tried = [operation for operation in operations if is_tried(operation, mode)]

    for operation in tried:
        try_out(scene, operation, mode)

    assert len(tried) >= 24


def try_out(scene: Scene, operation: Any, mode: GenerationMode) -> None:
    @seed(114)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), leads_somewhere=st.booleans())
    def run(case: Any, leads_somewhere: bool) -> None:
        if leads_somewhere and case.path_parameters:
            case.path_parameters = {**case.path_parameters, **known(scene, case.path_parameters)}
        case.call_and_validate(headers=scene.headers, checks=CHECKS)

    run()


def known(scene: Scene, parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: scene.real[name] for name in parameters if name in scene.real}
