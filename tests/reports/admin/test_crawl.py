"""Every link of the admin leads somewhere for whoever sees it, and what it shows is written for a reader of Chinese."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from approvals.domain.webhooks import EVENTS
from tests.factories.staff import staff_client
from tests.reports.admin.test_pages import lived_in

pytestmark = pytest.mark.django_db
LEAVES = re.compile(r"/(logout|password_change|jsi18n|move|autocomplete)/")
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")
NAMES_OF_EVENTS = {word for event in EVENTS for word in CODE.findall(event)}
"""Of the webhooks: programs read them."""
CE_DATE = re.compile(r"\b20\d\d(?:年\d|-\d\d-\d\d)")


class Page(HTMLParser):
    """The links of a page, and the words that are read on it: no scripts, no icons, no text shown as it was hashed."""

    def __init__(self, html):
        super().__init__()
        self.links, self.words, self.inside = set(), [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_icon = "material-symbols" in (given.get("class") or "")
        self.inside.append((tag, is_icon or tag in {"script", "style", "code"}))
        if tag == "a" and (given.get("href") or "").startswith("/admin/"):
            self.links.add(given["href"].partition("#")[0].partition("?")[0])

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(is_unread for _tag, is_unread in self.inside):
            self.words.append(data)


def crawled(client, *, every_row):
    """Every page that can be reached from the index, or one row of each kind: answers by address, and the words."""
    answers, words, waiting, kinds = {}, {}, ["/admin/"], set()
    while waiting:
        address = waiting.pop()
        kind = re.sub(r"/\d+/", "/0/", address)
        if (
            address in answers
            or LEAVES.search(address)
            or (not every_row and (kind in kinds or kind.endswith("/history/")))
        ):
            continue
        kinds.add(kind)
        answer = client.get(address)
        answers[address] = answer.status_code
        if answer.status_code == 200:
            page = Page(answer.content.decode())
            words[address] = " ".join(page.words)
            waiting += sorted(page.links)
    return answers, words


@pytest.mark.parametrize(("name", "every_row", "pages"), [("chief", True, 20), ("secretary", False, 40)])
def test_every_link_leads_somewhere_and_nothing_is_left_in_codes(name, every_row, pages):
    office = lived_in("nia")
    office.sign_off("follow-up")
    client = staff_client(office, name)
    client.cookies["django_language"] = "zh-hant"

    answers, words = crawled(client, every_row=every_row)

    people = {person.display_name.removeprefix("nia-") for person in office.people.values()}
    left = {address: set(CODE.findall(text)) - people - NAMES_OF_EVENTS for address, text in words.items()}
    dates = {address: CE_DATE.findall(text) for address, text in words.items()}
    assert len(answers) > pages
    assert {address: status for address, status in answers.items() if status != 200} == {}
    assert {address: found for address, found in left.items() if found} == {}
    assert {address: found for address, found in dates.items() if found} == {}


def test_a_link_is_drawn_only_for_whom_it_opens():
    office = lived_in("nia")
    page = reverse("admin:reports_section_change", args=[office.section().pk])
    links = {name: Page(staff_client(office, name).get(page).content.decode()).links for name in ("chief", "secretary")}
    report, revision = (f"/admin/reports/{name}/" for name in ("report", "sectionrevision"))

    assert any(re.fullmatch(rf"{report}\d+/change/", link) for link in links["secretary"])
    assert not any(re.fullmatch(rf"{report}\d+/change/", link) for link in links["chief"])
    assert any(re.fullmatch(rf"{revision}\d+/change/", link) for link in links["chief"])


def test_lists_and_pages_have_one_main_part():
    office = lived_in("nia")
    client = staff_client(office, "secretary")
    pages = [
        reverse("admin:reports_section_changelist"),
        reverse("admin:reports_section_change", args=[office.section().pk]),
        reverse("admin:approvals_desksection_changelist"),
        reverse("admin:approvals_decision_changelist"),
    ]

    marked = {page: len(re.findall(r'role="main"|<main', client.get(page).content.decode())) for page in pages}

    assert marked == dict.fromkeys(pages, 1)
