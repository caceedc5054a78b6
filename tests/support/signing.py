"""A signed edition without the real renderers, and what a visitor downloads of it."""

from reports.domain import signing
from reports.models import Edition
from tests.factories.office import Office
from tests.support.releases import release


def signed_edition(office: Office) -> Edition:
    """Published and released by an agency with a key."""
    signing.make_key(agency=office.agency, now=office.now())
    return release(office.publish(), office.now())
