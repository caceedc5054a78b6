"""The look by command: printed as JSON, and that JSON taken back."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.domain.styles import FIELDS, style_of
from reports.models import StyleProfile
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def run(*arguments: object) -> dict[str, object]:
    output = StringIO()
    call_command("style_profile", *map(str, arguments), stdout=output)
    printed: dict[str, object] = json.loads(output.getvalue())
    return printed


def test_what_is_printed_can_be_changed_and_given_back(office, tmp_path):
    printed = run("--agency", office.agency.code)
    file = tmp_path / "style.json"
    file.write_text(json.dumps(printed | {"body_face": "serif", "header_text": "示範機關"}), encoding="utf-8")

    changed = run("--agency", office.agency.code, "--set", file, "--as", office.people["secretary"].username)

    assert list(printed) == list(FIELDS)
    assert {name for name in FIELDS if printed[name] != changed[name]} == {"body_face", "header_text"}
    assert run("--agency", office.agency.code) == changed
    assert (style_of(office.agency).body_face, style_of(office.agency).header_text) == ("serif", "示範機關")


@pytest.mark.parametrize(
    ("content", "username", "words"),
    [
        ('{"accent_colour": "red"}', "secretary", "is no colour"),
        ('{"accent_color": "#7b1fa2"}', "secretary", "is no part of a style"),
        ('{"has_cover": "no"}', "secretary", "is no part of a style"),
        ("[]", "secretary", "does not hold one JSON object"),
        ("{", "secretary", "cannot be read"),
        ('{"has_cover": false}', "writer", "no role"),
        ('{"has_cover": false}', "", "Name with --as"),
    ],
)
def test_what_cannot_be_changes_nothing(office, tmp_path, content, username, words):
    file = tmp_path / "style.json"
    file.write_text(content, encoding="utf-8")
    actor = office.people[username].username if username else "nobody"

    with pytest.raises(CommandError, match=words):
        run("--agency", office.agency.code, "--set", file, "--as", actor)

    assert not StyleProfile.objects.exists()


def test_an_unknown_agency_is_named():
    with pytest.raises(CommandError, match="There is no agency nowhere"):
        run("--agency", "nowhere")
