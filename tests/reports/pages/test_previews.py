"""Drafts as PDF and as pictures: marked on each page, shown to who may read them, drawn once."""

import struct
from dataclasses import replace
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_drawn(settings, tmp_path):
    settings.STORAGE_DIR = tmp_path


@pytest.fixture
def section(office):
    office.write("goals")
    return office.write("plan-1")


def text_of(answer) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


def test_a_contributor_sees_the_own_section_as_a_marked_pdf(section, client_of):
    answer = client_of("writer").get(reverse("reports:section-pdf", args=[section.pk]))

    text = text_of(answer)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-cache"
    assert "草稿DRAFT" in text
    assert "".join(section.content.title.split()) in text


def test_a_section_alone_carries_nothing_of_the_others(section, client_of):
    answer = client_of("writer").get(reverse("reports:section-pdf", args=[section.pk]))

    assert PdfReader(BytesIO(answer.content)).attachments == {}
    assert "年度施政目標" not in text_of(answer)


@pytest.mark.parametrize("name", ["section-pdf", "section-pages", "section-page"])
def test_a_section_of_another_division_does_not_exist(section, client_of, name):
    arguments = [section.pk, 1] if name == "section-page" else [section.pk]

    assert client_of("other_writer").get(reverse(f"reports:{name}", args=arguments)).status_code == 404


def test_a_page_is_a_picture_and_a_page_too_many_is_none(section, client_of):
    client = client_of("writer")

    answer = client.get(reverse("reports:section-page", args=[section.pk, 1]))
    beyond = client.get(reverse("reports:section-page", args=[section.pk, 9]))

    width, height = struct.unpack(">II", answer.content[16:24])
    assert (answer["Content-Type"], width) == ("image/png", 900)
    assert height > width
    assert beyond.status_code == 404


def test_a_page_seen_before_is_not_sent_nor_drawn_again(section, client_of, monkeypatch):
    client, address = client_of("writer"), reverse("reports:section-page", args=[section.pk, 1])
    etag = client.get(address)["ETag"]
    # No program can be started any more: what is answered now was kept.
    monkeypatch.setattr("sys.executable", "/nonexistent")

    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    assert client.get(address).status_code == 200


def test_a_save_elsewhere_leaves_the_preview_of_a_section(section, office, client_of, monkeypatch):
    client, address = client_of("writer"), reverse("reports:section-pdf", args=[section.pk])
    before = client.get(address).content
    office.write("achievement-1")
    monkeypatch.setattr("sys.executable", "/nonexistent")

    assert client.get(address).content == before


def test_a_new_save_is_drawn_anew(section, office, client_of):
    client, address = client_of("writer"), reverse("reports:section-page", args=[section.pk, 1])
    before = client.get(address).content
    office.write("plan-1", replace(section.content, title="改名後的計畫"))

    assert client.get(address).content != before


def test_the_whole_is_drawn_anew_where_newer_code_prints_the_same_draft_otherwise(
    section, office, client_of, monkeypatch
):
    client, address = client_of("secretary"), reverse("reports:report-pdf", args=[office.report.pk])
    assert client.get(address).status_code == 200
    # Nothing more can be drawn: what is answered was kept.
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert client.get(address).status_code == 200

    for printed in ("content.layout.plan.BUDGET_HEADING", "renderers.opendata.LICENCE_NAME"):
        with monkeypatch.context() as newer:
            newer.setattr(f"reports.{printed}", "改寫後的文字")
            assert client.get(address).status_code == 503, printed


def test_all_pages_are_listed_and_fetched_lazily(section, client_of):
    html = client_of("writer").get(reverse("reports:section-pages", args=[section.pk])).content.decode()

    assert reverse("reports:section-page", args=[section.pk, 1]) in html
    assert html.count("<img") == html.count('loading="lazy"') == 1


def test_the_whole_draft_is_for_who_may_read_all_of_it(section, office, client_of):
    address = reverse("reports:report-pdf", args=[office.report.pk])

    answers = {name: client_of(name).get(address).status_code for name in ("secretary", "head", "writer", "chief")}

    assert answers == {"secretary": 200, "head": 200, "writer": 404, "chief": 404}


def test_the_whole_draft_of_another_agency_does_not_exist(section, client_of):
    foreign = make_office("fia")
    foreign.write("goals")

    assert client_of("secretary").get(reverse("reports:report-pdf", args=[foreign.report.pk])).status_code == 404


def test_a_preview_that_cannot_be_drawn_says_so(section, client_of, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")

    answer = client_of("writer").get(reverse("reports:section-pdf", args=[section.pk]))

    assert answer.status_code == 503
    assert "could not be drawn" in answer.content.decode()


def test_pages_of_an_edition_are_for_those_who_oversee_the_agency(office, client_of):
    edition = office.make_public()
    rendition = edition.renditions.get(format="pdf")
    address = reverse("reports:edition-page", args=[edition.pk, 1])

    assert rendition.sha256
    assert client_of("writer").get(address).status_code == 404
    assert client_of("secretary").get(address).status_code == 503  # the scene's file is no PDF that could be drawn
