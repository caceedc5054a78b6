import pytest

from reports.enums import RENDERED_FORMATS, RenditionFormat
from reports.renderers import RenderedFile, render
from tests.support.documents import hostile_document, rich_document


@pytest.fixture(scope="session")
def rich_files() -> dict[RenditionFormat, RenderedFile]:
    """The rich document in every format, rendered once."""
    return {kind: render(kind, rich_document()) for kind in RENDERED_FORMATS}


@pytest.fixture(scope="session")
def hostile_files() -> dict[RenditionFormat, RenderedFile]:
    return {kind: render(kind, hostile_document()) for kind in RENDERED_FORMATS}
