"""The pages of a publication, its correction and its withdrawal on a telephone: nobody is shut out, nothing cut off."""

import pytest

from approvals.domain.roles import sync_people
from tests.e2e.test_desk import OF_THE_THEME
from tests.factories.contents import plan
from tests.factories.office import NOW
from tests.support.browser import barriers, overflow

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.timeout(300)]
OPEN = "document.querySelectorAll('details').forEach(part => part.open = true)"


def looked_at(visit, pages):
    """What is wrong with each page, by its address, with every form of it open."""
    found = {}
    for path, person in pages:
        page = visit(path, person=person, language="zh-hant", width=360)
        page.evaluate(OPEN)
        rules = OF_THE_THEME if path.startswith("/admin/") else {}
        found[path] = (barriers(page, **rules), overflow(page))
    return found


def test_the_pages_of_a_publication_have_no_barrier_and_fit_a_phone(visit, office):
    office.make_public()
    office.correct("plan-1", plan("更正後的計畫名稱"))
    sync_people(now=NOW)
    edition = office.report.editions.get(number=1)
    board, desk = f"/board/{office.report.pk}/", f"/admin/approvals/deskreport/{office.report.pk}/change/"
    in_admin = f"/admin/reports/edition/{edition.pk}/change/"

    found = looked_at(visit, [(board, "secretary"), (in_admin, "secretary"), ("/published/nia/114/2/changes/", "")])
    office.withdraw(1)
    office.open_correction()
    found |= looked_at(visit, [(desk, "secretary"), ("/published/nia/114/1/", "")])

    assert found == dict.fromkeys(found, ([], 0))
