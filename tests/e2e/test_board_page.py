"""The secretariat's board while the files of an edition are being made."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reports.enums import RENDERED_FORMATS
from tests.support.releases import finish_file

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_the_board_follows_the_files_until_the_edition_is_public(visit, office):
    report = office.approve_report()
    page = visit(f"/board/{report.pk}/", person="secretary")

    page.get_by_role("button", name="Publish").click()
    expect(page.locator("[data-file-status]")).to_have_text(["Queued"] * len(RENDERED_FORMATS))
    edition = report.editions.get()
    finish_file(edition, "pdf", timezone.now())
    expect(page.locator("li").filter(has_text="PDF")).to_contain_text("Ready")
    for format_ in edition.renditions.exclude(format="pdf").values_list("format", flat=True):
        finish_file(edition, format_, timezone.now())

    page.get_by_role("link", name="public", exact=True).click()
    expect(page).to_have_url(re.compile("/published/nia/114/1/$"))


def test_a_download_of_the_public_page_is_the_released_file(visit, office, tmp_path):
    edition = office.publish()
    for format_ in edition.renditions.values_list("format", flat=True):
        finish_file(edition, format_, office.now())
    page = visit("/published/nia/114/1/")

    with page.expect_download() as started:
        page.get_by_role("link", name="nia-114-1.pdf").click()
    started.value.save_as(tmp_path / "report.pdf")

    assert (tmp_path / "report.pdf").read_text() == f"pdf of {edition.document_sha256}"
