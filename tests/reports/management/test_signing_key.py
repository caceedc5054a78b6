"""The operator's words for keys."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.domain import signing
from reports.models import Agency, SigningKey
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency() -> Agency:
    return Agency.objects.create(code="nia", name="示範機關")


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("signing_key", *arguments, stdout=output, stderr=output)
    return output.getvalue()


def test_a_key_is_made_rotated_retired_and_listed():
    made = run("make", "--agency", "nia").split()[1]
    rotated = run("rotate", "--agency", "nia").split()[1]
    run("retire", rotated, "--because", "exposed")

    *listed, _warning = run("list", "--agency", "nia").splitlines()
    assert [line.split()[:2] for line in listed[::2]] == [["nia", made], ["nia", rotated]]
    assert "Replaced by a newer key" in listed[0]
    assert "Exposed to others" in listed[2]
    assert listed[1].strip() == f"sha256 {run('list').splitlines()[1].split()[1]}"
    assert "PRIVATE" not in "".join(listed)
    assert not SigningKey.objects.exclude(private_pem="").exists()


def test_what_becomes_of_the_editions_is_said():
    key = run("make", "--agency", "nia").split()[1]

    retired = run("retire", key, "--because", "lost")
    listed = run("list")
    given_up = run("give-up", "--agency", "nia")

    assert "its editions are held back" in retired
    assert "its editions are held back" in listed
    assert "its editions are published unsigned" in given_up


def test_giving_up_names_the_editions_to_publish_again():
    office = make_office("other")
    signing.make_key(agency=office.agency, now=office.now())
    edition = office.publish()

    assert f"Cancel this publication and publish again: {edition}" in run("give-up", "--agency", "other")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("make", "--agency", "none"), "no agency none"),
        (("rotate", "--agency", "nia"), "has no key in use"),
        (("give-up", "--agency", "nia"), "never had a key"),
        (("retire", "0000", "--because", "lost"), "no key 0000"),
        (("retire", "0000"), "--because"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, words):
    with pytest.raises(CommandError, match=words):
        run(*arguments)
