"""Keys: one in use an agency, never in clear, never again after they are retired."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import IntegrityError, transaction

from reports.domain import signing
from reports.enums import KeyRetirement, SigningState
from reports.models import Agency, SigningKey
from tests.factories.office import Office, make_office
from tests.support.releases import release
from tests.support.signing import signed_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(code="nia", name="示範機關")


@pytest.fixture
def office() -> Office:
    return make_office()


def refused(code, function, **arguments):
    with pytest.raises((signing.UnableToChangeKey, signing.UnableToSign)) as refusal:
        function(**arguments)
    assert refusal.value.code == code
    assert refusal.value.text


def test_a_key_is_kept_under_the_passphrase_only(agency, now, settings):
    key = signing.make_key(agency=agency, now=now)

    with pytest.raises(TypeError, match="encrypted"):
        load_pem_private_key(key.private_pem.encode(), None)
    assert load_pem_private_key(key.private_pem.encode(), settings.JIBAO_SIGNING_PASSPHRASE.encode())


@pytest.mark.parametrize("private", ["-----BEGIN PRIVATE KEY-----\nMC4", ""])
def test_the_database_takes_no_key_in_clear(agency, now, private):
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(agency=agency, key_id="a", public_pem="p", private_pem=private, valid_from=now)


def test_without_a_passphrase_no_key_is_made(agency, now, settings):
    settings.JIBAO_SIGNING_PASSPHRASE = ""

    refused("no_passphrase", signing.make_key, agency=agency, now=now)


def test_an_agency_signs_with_one_key_at_a_time(agency, now):
    key = signing.make_key(agency=agency, now=now)

    refused("has_key", signing.make_key, agency=agency, now=now)
    assert signing.active_key(agency) == key


def test_a_rotation_retires_the_old_key_and_erases_its_private_half(agency, now):
    old = signing.make_key(agency=agency, now=now)
    new = signing.rotate_key(agency=agency, now=now)

    old.refresh_from_db()
    assert (old.retired_at, old.retired_because, old.private_pem) == (now, KeyRetirement.REPLACED, "")
    assert signing.active_key(agency) == new


def test_an_agency_that_signed_and_has_no_key_is_held_until_it_decides(agency, now):
    def released_with() -> SigningKey | None:
        return signing.key_for_release(agency=agency, published_at=now)

    assert (signing.state(agency), released_with()) == (SigningState.UNSIGNED, None)
    key = signing.make_key(agency=agency, now=now)
    assert (signing.state(agency), signing.warning(agency)) == (SigningState.SIGNED, "")

    signing.retire_key(key=key, reason=KeyRetirement.LOST, now=now)
    assert signing.state(agency) is SigningState.HELD
    assert "held back" in signing.warning(agency)
    refused("no_key_in_use", released_with)

    signing.give_up(agency=agency, now=now)
    assert (signing.state(agency), released_with()) == (SigningState.UNSIGNED, None)
    assert "unsigned" in signing.warning(agency)
    assert signing.make_key(agency=agency, now=now) == released_with()
    agency.refresh_from_db()
    assert agency.unsigned_since is None


def test_what_is_dated_in_the_time_of_a_key_does_not_go_out_unsigned(agency, now):
    def released_with(minutes: int) -> SigningKey | None:
        return signing.key_for_release(agency=agency, published_at=now + timedelta(minutes=minutes))

    signing.make_key(agency=agency, now=now)
    signing.give_up(agency=agency, now=now + timedelta(minutes=5))

    assert released_with(-1) is None
    refused("dated_with_key", released_with, minutes=0)
    refused("dated_with_key", released_with, minutes=4)
    assert released_with(5) is None


def test_giving_up_retires_the_key_in_use(agency, now):
    refused("never_signed", signing.give_up, agency=agency, now=now)
    key = signing.make_key(agency=agency, now=now)

    signing.give_up(agency=agency, now=now)

    key.refresh_from_db()
    assert (key.retired_because, key.private_pem) == (KeyRetirement.GIVEN_UP, "")
    refused("given_up", signing.give_up, agency=agency, now=now)


def test_a_key_is_retired_once(agency, now):
    key = signing.make_key(agency=agency, now=now)
    signing.retire_key(key=key, reason=KeyRetirement.EXPOSED, now=now)

    refused("already_retired", signing.retire_key, key=key, reason=KeyRetirement.LOST, now=now)
    refused("no_key", signing.rotate_key, agency=agency, now=now)
    assert signing.active_key(agency) is None


def test_what_a_retired_key_signed_can_still_be_checked(agency, now):
    key = signing.make_key(agency=agency, now=now)
    signature = signing.sign(key=key, message=b"manifest")
    signing.retire_key(key=key, reason=KeyRetirement.LOST, now=now)

    assert signing.is_signature(key=key, message=b"manifest", signature=signature)
    assert not signing.is_signature(key=key, message=b"Manifest", signature=signature)


def test_a_key_made_during_a_release_signs_at_its_beginning_and_not_before(agency, now):
    key = signing.make_key(agency=agency, now=now)

    def signed_at(began: datetime) -> datetime:
        return datetime.fromisoformat(str(signing.statement(key=key, now=began)["signed_at"]))

    assert signed_at(now - timedelta(seconds=5)) == now.astimezone(UTC)
    assert signed_at(now + timedelta(seconds=5)) == now + timedelta(seconds=5)


def test_a_key_is_retired_no_earlier_than_it_signed(office):
    edition = signed_edition(office)
    began = edition.released_at - timedelta(seconds=5)

    new = signing.rotate_key(agency=office.agency, now=began)
    signing.retire_key(key=new, reason=KeyRetirement.LOST, now=began)

    old = edition.signing_key
    old.refresh_from_db()
    assert old.retired_at == edition.released_at == new.valid_from == new.retired_at


def test_a_key_is_in_force_only_after_what_is_out_unsigned(office):
    edition = release(office.publish(), office.now())

    began = edition.published_at - timedelta(seconds=5)
    key = signing.make_key(agency=office.agency, now=began)

    assert key.valid_from == edition.published_at + timedelta(milliseconds=1)


def test_another_passphrase_does_not_sign(agency, now, settings):
    key = signing.make_key(agency=agency, now=now)
    settings.JIBAO_SIGNING_PASSPHRASE = "another passphrase"

    refused("wrong_passphrase", signing.sign, key=key, message=b"")


def test_openssl_finds_the_same_fingerprint(agency, now):
    key = signing.make_key(agency=agency, now=now)
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-outform", "DER"], input=key.public_pem.encode(), capture_output=True, check=True
    )
    digest = subprocess.run(["sha256sum"], input=der.stdout, capture_output=True, check=True)

    assert digest.stdout.split()[0].decode() == key.fingerprint
    assert key.fingerprint.startswith(key.key_id)
