"""Comments and evidence on a section's page and on the desk, by their forms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals.models import Comment
from reports.models import Evidence
from tests.factories.files import png
from tests.factories.office import make_office
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db


def post_comment(client, office, **data):
    return client.post(
        reverse("approvals:comment", args=[office.section().pk]), {"text": "請補充", **data}, follow=True
    )


def post_verb(client, name, **data):
    return client.post(reverse("approvals:comment-verb", args=[Comment.objects.earliest("id").pk, name]), data)


def test_a_comment_is_made_replied_to_and_resolved_on_the_page(office, client_of):
    office.submit()
    page = post_comment(client_of("chief"), office, place="i1", is_blocking="on").content.decode()
    assert "請補充" in page
    assert "Blocks the sign-off" in page

    post_verb(client_of("writer"), "reply", text="已補充")
    post_verb(client_of("chief"), "resolve")

    thread = Comment.objects.earliest("id")
    assert (thread.place, thread.is_open, thread.replies.get().text) == ("i1", False, "已補充")


def test_the_secretariat_overrules_and_others_are_refused(office, client_of):
    office.submit()
    post_comment(client_of("chief"), office, is_blocking="on")

    post_verb(client_of("writer"), "overrule", text="無妨")
    assert Comment.objects.get().is_open
    post_verb(client_of("secretary"), "overrule", text="已確認")

    assert Comment.objects.get().overruled_reason == "已確認"


def test_an_unknown_verb_or_a_strangers_comment_does_not_exist(office, client_of):
    office.submit()
    office.people["stranger"] = make_office("npa").people["secretary"]
    post_comment(client_of("chief"), office)

    assert post_verb(client_of("chief"), "delete").status_code == 404
    assert post_verb(client_of("stranger"), "resolve").status_code == 404
    assert post_comment(client_of("other_chief"), office).status_code == 404


def test_a_comment_returns_to_a_page_of_ours_only(office, client_of):
    office.submit()
    address = reverse("approvals:comment", args=[office.section().pk])

    response = client_of("chief").post(address, {"text": "x", "next": "https://example.tw/"})

    assert response["Location"] == f"/sections/{office.section().pk}/#comments"


def test_evidence_is_attached_downloaded_and_removed_on_the_page(office, client_of):
    office.write("goals")
    section, writer = office.write(), client_of("writer")
    file = SimpleUploadedFile("照片.png", png())
    page = writer.post(
        reverse("reports:evidence-attach", args=[section.pk]), {"file": file, "place": "i1"}, follow=True
    )
    row = Evidence.objects.get()
    got = client_of("chief").get(reverse("reports:evidence-file", args=[row.pk]))

    assert "照片.png" in page.content.decode()
    assert got.content == png()
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client_of("other_writer").get(reverse("reports:evidence-file", args=[row.pk])).status_code == 404
    writer.post(reverse("reports:evidence-remove", args=[row.pk]))
    assert not Evidence.objects.filter(removed_at=None).exists()


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"PK\x03\x04"), ("a.exe", b"MZ"), ("a.txt", b"x" * 80_000)])
def test_a_refused_file_says_why_on_the_page(office, client_of, settings, name, content):
    settings.JIBAO_EVIDENCE_MAX_BYTES = 10
    address = reverse("reports:evidence-attach", args=[office.section().pk])

    page = client_of("writer").post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert not Evidence.objects.exists()


def test_the_desk_shows_both(office, client_of):
    office.submit()
    post_comment(client_of("writer"), office)

    page = staff_client(office, "chief").get(reverse("admin:approvals_desksection_change", args=[office.section().pk]))

    assert page.status_code == 200
    assert "請補充" in page.content.decode()
    assert "No files are attached." in page.content.decode()


def test_a_refused_comment_is_still_in_its_form(office, client_of):
    office.submit()
    client = client_of("chief")
    typed = {"text": "請補\u202e充", "place": "i1", "is_blocking": "on"}

    page = post_comment(client, office, **typed).content.decode()
    again = client.get(reverse("reports:section", args=[office.section().pk])).content.decode()

    assert "請補\u202e充</textarea>" in page
    assert '<option value="i1" selected>' in page
    assert 'name="is_blocking" checked' in page
    assert "請補\u202e充" not in again


def test_a_refused_reply_is_still_in_the_form_of_its_own_thread(office, client_of):
    office.submit()
    client = client_of("chief")
    post_comment(client, office)
    post_comment(client, office, text="另一則")

    post_verb(client, "reply", text="回覆\0")
    page = client.get(reverse("reports:section", args=[office.section().pk])).content.decode()

    first = Comment.objects.earliest("id").pk
    assert page.count("回覆") == 1
    assert f'id="comment-text-{first}" name="text" rows="2" maxlength="4000">回覆' in page
