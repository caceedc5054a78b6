"""A file that says something else than the document keeps the whole edition from its release."""

import json

import pytest
from django.utils.translation import override

from reports import tasks
from reports.content.codec import document_from_json
from reports.domain import editions, proofreading
from reports.domain.kept_refusals import error_text
from reports.enums import RENDERED_FORMATS, RenditionFormat, RenditionStatus
from reports.renderers import RenderedFile, render
from tests.factories.office import make_office
from tests.support.releases import finish_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_office().publish()


def page_with(edition, old, new):
    """The document of an edition and its HTML with one word changed."""
    document = document_from_json(json.loads(edition.document_json))
    file = render(RenditionFormat.HTML, document)
    assert old.encode() in file.content
    return document, RenderedFile(file.name, file.media_type, file.content.replace(old.encode(), new.encode()))


def test_a_file_that_says_the_same_passes(edition):
    document, file = page_with(edition, "99.00%", "99.00%")

    proofreading.require_faithful(RenditionFormat.HTML, file, document)


def test_a_file_that_differs_is_refused_with_the_place_in_both_languages(edition):
    document, file = page_with(edition, "99.00%", "99.01%")

    with pytest.raises(proofreading.FileDiffers) as refusal:
        proofreading.require_faithful(RenditionFormat.HTML, file, document)

    kept = f"FileDiffers: {refusal.value}"
    assert error_text(kept).startswith("At plan-1-i1 the file should say “99.00%” and says “99.01%")
    with override("zh-hant"):
        assert error_text(kept).startswith("plan-1-i1 處應為「99.00%」")


def test_a_file_that_cannot_be_read_back_is_refused(edition):
    document, _file = page_with(edition, "99.00%", "99.00%")
    broken = RenderedFile("a.pdf", "application/pdf", b"%PDF-1.7 torn")

    with pytest.raises(proofreading.FileDiffers) as refusal:
        proofreading.require_faithful(RenditionFormat.PDF, broken, document)

    assert refusal.value.code == "unreadable"


@pytest.mark.parametrize("error", ["", "RenderError: timed_out", "FileDiffers: torn", "[1]", '{"code": "none"}'])
def test_any_other_error_is_told_as_it_stands(error):
    assert error_text(error) == error


def test_a_difference_stops_the_publication_at_once_until_the_file_is_made_again(edition, monkeypatch):
    for name in RENDERED_FORMATS:
        if name is not RenditionFormat.HTML:
            finish_file(edition, name, edition.published_at)
    rendition = edition.renditions.get(format=RenditionFormat.HTML)
    monkeypatch.setattr(editions, "render", lambda *_args, **_more: page_with(edition, "99.00%", "99.01%")[1])

    assert not tasks.render_one(rendition_id=rendition.pk)

    rendition.refresh_from_db()
    assert (rendition.status, rendition.attempts) == (RenditionStatus.FAILED, 1)
    assert "plan-1-i1" in error_text(rendition.error)
    assert not editions.released_editions().exists()
    monkeypatch.undo()
    editions.retry_failed(edition=edition)
    assert tasks.render_one(rendition_id=rendition.pk)
    assert editions.released_editions().get() == edition
