"""The PDF signed with a certificate: valid, still archivable, made once, and absent where none is configured."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import tsp
from django.core.files.storage import default_storage
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports import tasks
from reports.domain import editions
from reports.domain.pdf_signing import UnableToSignPdf, certificate_of, sign_pdf
from reports.enums import RENDERED_FORMATS, RenditionFormat, RenditionStatus
from reports.models import Agency
from reports.renderers import RenderError, render
from tests.factories.files import printed
from tests.factories.office import make_office
from tests.support.certificates import PASSPHRASE, pkcs12_file
from tests.support.documents import rich_document
from tests.support.receiver import receiver
from tests.support.releases import finish_file
from tests.support.validators import pdf_findings

TIMESTAMPING = "1.3.6.1.5.5.7.3.8"


AGENCY = Agency(code="nia", name="示範機關")


@pytest.fixture
def configure(settings, tmp_path):
    def configured(algorithm="ecdsa", code=AGENCY.code, **options):
        settings.JIBAO_PDF_CERTIFICATE = tmp_path
        settings.JIBAO_PDF_CERTIFICATE_PASSPHRASE = PASSPHRASE
        own = pkcs12_file(tmp_path, algorithm, **options).rename(tmp_path / f"{code}.p12")
        return SimpleSigner.load_pkcs12(own, passphrase=PASSPHRASE.encode())

    return configured


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return printed(RenditionFormat.PDF)


def judged(content, certificate):
    [signature] = PdfFileReader(BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[certificate]))


def now():
    return datetime.now(UTC)


@pytest.mark.parametrize("algorithm", ["ecdsa", "rsa"])
def test_the_signature_is_valid_over_the_whole_file(configure, pdf, algorithm):
    signer = configure(algorithm)

    signed = sign_pdf(agency=AGENCY, content=pdf, now=now())

    found = judged(signed, signer.signing_cert)
    assert (found.bottom_line, found.coverage) == (True, SignatureCoverageLevel.ENTIRE_FILE)
    assert PdfFileReader(BytesIO(signed)).embedded_signatures[0].sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signed.startswith(pdf)


def test_a_changed_byte_breaks_the_signature(configure, pdf):
    signer = configure()
    signed = bytearray(sign_pdf(agency=AGENCY, content=pdf, now=now()))

    signed[len(pdf) // 2] ^= 1

    assert not judged(bytes(signed), signer.signing_cert).intact


@pytest.mark.slow
def test_a_signed_pdf_is_still_pdf_a_3a_and_pdf_ua_1(configure, tmp_path):
    configure()
    signed = sign_pdf(agency=AGENCY, content=render(RenditionFormat.PDF, rich_document()).content, now=now())

    assert pdf_findings(tmp_path, {"signed.pdf": signed})["signed.pdf"] == {"PDF/A-3a": [], "PDF/UA-1": []}


def test_a_time_stamping_authority_dates_the_signature(configure, settings, pdf, tmp_path):
    (tmp_path / "authority").mkdir()
    path = pkcs12_file(tmp_path / "authority", "rsa", purpose=TIMESTAMPING)
    authority = SimpleSigner.load_pkcs12(path, passphrase=PASSPHRASE.encode())
    signer = configure()
    stamper = DummyTimeStamper(authority.signing_cert, authority.signing_key)
    with receiver() as server:
        server.statuses, server.media_type = [200], "application/timestamp-reply"
        server.reply = lambda body: stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
        settings.JIBAO_PDF_TIMESTAMP_URL = server.url
        signed = sign_pdf(agency=AGENCY, content=pdf, now=now())

    [signature] = PdfFileReader(BytesIO(signed)).embedded_signatures
    context = ValidationContext(trust_roots=[signer.signing_cert, authority.signing_cert])
    found = validate_pdf_signature(signature, context, ts_validation_context=context)
    assert found.timestamp_validity.valid


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"JIBAO_PDF_CERTIFICATE": None}, "not_configured"),
        ({"JIBAO_PDF_CERTIFICATE_PASSPHRASE": "another"}, "wrong_passphrase"),
    ],
)
def test_a_certificate_that_does_not_open_signs_nothing(configure, settings, pdf, change, code):
    configure()
    for name, value in change.items():
        setattr(settings, name, value)

    with pytest.raises(UnableToSignPdf) as refusal:
        sign_pdf(agency=AGENCY, content=pdf, now=now())

    assert refusal.value.code == code
    assert "%(" not in refusal.value.text


@pytest.mark.django_db
def test_a_certificate_that_is_gone_signs_nothing(settings, pdf):
    settings.JIBAO_PDF_CERTIFICATE = Path("/no/such/file.p12")

    with pytest.raises(UnableToSignPdf) as refusal:
        sign_pdf(agency=AGENCY, content=pdf, now=now())

    assert (refusal.value.code, "示範機關" in refusal.value.text) == ("unreadable", True)


@pytest.mark.django_db
def test_an_agency_never_signs_with_anothers_certificate(configure, settings):
    office, other = make_office(), make_office("other")
    configure(code=other.agency.code)

    assert certificate_of(office.agency) is None
    assert certificate_of(other.agency).name == f"{other.agency.code}.p12"
    settings.JIBAO_PDF_CERTIFICATE = certificate_of(other.agency)
    # One file, two agencies: nobody can tell whose it is.
    assert (certificate_of(office.agency), certificate_of(other.agency)) == (None, None)
    assert "signed_pdf" not in office.publish().renditions.values_list("format", flat=True)


@pytest.mark.django_db
def test_a_certificate_in_a_file_of_its_own_is_the_only_agencys(configure, settings):
    office = make_office()
    configure(code="any")
    settings.JIBAO_PDF_CERTIFICATE /= "any.p12"

    assert "signed_pdf" in office.publish().renditions.values_list("format", flat=True)


@pytest.mark.parametrize("days", [-2, 2])
def test_a_certificate_signs_in_its_own_days_only(configure, pdf, days):
    configure()

    with pytest.raises(UnableToSignPdf) as refusal:
        sign_pdf(agency=AGENCY, content=pdf, now=now() + timedelta(days=days))

    assert refusal.value.code == "not_valid_now"


def test_a_signed_pdf_is_not_rendered():
    with pytest.raises(RenderError, match="not_rendered"):
        render(RenditionFormat.SIGNED_PDF, rich_document())


@pytest.fixture
def edition(configure):
    """Published with a certificate, in the days in which it is valid."""
    configure(days=10_000, begin=datetime(2020, 1, 1, tzinfo=UTC))
    office = make_office()
    return office, office.publish()


def claimed(edition, format_, at):
    waiting = edition.renditions.get(format=format_)
    return editions.claim_rendition(rendition_id=waiting.pk, now=at)


def make(edition, format_, at):
    rendition = claimed(edition, format_, at)
    file = editions.render_file(rendition, font_dir=None)
    return editions.finish_rendition(rendition=rendition, file=file, now=at)


@pytest.mark.django_db
def test_without_a_certificate_an_edition_has_the_files_it_always_had():
    assert set(make_office().publish().renditions.values_list("format", flat=True)) == set(RENDERED_FORMATS)


@pytest.mark.django_db
@pytest.mark.db_sensitive
def test_the_signed_pdf_waits_for_the_pdf_and_stands_beside_it_in_the_manifest(edition):
    office, published = edition
    assert claimed(published, "signed_pdf", office.now()) is None
    for name in RENDERED_FORMATS:
        if name is not RenditionFormat.PDF:
            finish_file(published, name, office.now())

    make(published, "pdf", office.now())
    assert editions.is_signature_due(published.renditions.get(format="pdf"), office.now())
    released = make(published, "signed_pdf", office.now())

    files = {file["format"]: file for file in json.loads(released.manifest_json)["files"]}
    plain, signed = (editions.read(released.renditions.get(format=name)) for name in ("pdf", "signed_pdf"))
    assert files["pdf"]["sha256"] == hashlib.sha256(plain).hexdigest()
    assert files["signed_pdf"]["sha256"] == hashlib.sha256(signed).hexdigest()
    assert files["signed_pdf"]["name"] == files["pdf"]["name"].replace(".pdf", "-signed.pdf")
    assert signed.startswith(plain)


@pytest.mark.django_db
@pytest.mark.db_sensitive
def test_of_two_workers_that_sign_the_first_result_counts_and_the_other_is_not_stored(edition):
    office, published = edition
    make(published, "pdf", office.now())
    lost = claimed(published, "signed_pdf", office.now())
    later = office.now() + editions.CLAIM_LEASE + timedelta(seconds=1)
    taken = claimed(published, "signed_pdf", later)
    first, second = (editions.render_file(worker, font_dir=None) for worker in (taken, lost))

    editions.finish_rendition(rendition=taken, file=first, now=later)
    editions.finish_rendition(rendition=lost, file=second, now=later)

    kept = published.renditions.get(format="signed_pdf")
    assert first.content != second.content
    assert editions.read(kept) == first.content
    assert not default_storage.exists(editions.storage_path(hashlib.sha256(second.content).hexdigest()))


@pytest.mark.django_db
def test_what_was_signed_is_not_signed_again(edition):
    office, published = edition
    make(published, "pdf", office.now())
    make(published, "signed_pdf", office.now())
    before = published.renditions.get(format="signed_pdf").sha256
    # As an edition that could not be released is held: its last file counts as failed.
    published.renditions.filter(format="signed_pdf").update(status=RenditionStatus.FAILED)

    editions.retry_failed(edition=published)
    make(published, "signed_pdf", office.now())

    assert published.renditions.get(format="signed_pdf").sha256 == before


@pytest.mark.django_db
def test_the_worker_that_makes_the_pdf_has_it_signed(edition):
    _office, published = edition

    made = [tasks.render_one(rendition_id=each.pk) for each in published.renditions.order_by("id")]

    assert made == [True] * (len(RENDERED_FORMATS) + 1)
    published.refresh_from_db()
    assert published.released_at is not None
