"""佐證資料: which files are accepted from whom and when, and what a submission keeps."""

import hashlib

import pytest
from django.core.files.storage import default_storage

from approvals.domain import actions
from reports.domain import evidence
from reports.domain.access import NotPermitted
from reports.domain.audit import first_break
from reports.domain.evidence import UnableToAttach
from reports.domain.stored_files import UnableToUseStorage
from reports.models import AuditEvent, Evidence, EvidencePin
from tests.factories.contents import plan
from tests.factories.files import CSV, JPG, ods, package, png, real_files, xlsx
from tests.factories.office import Office, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    office.write()
    return office


def attach(office: Office, name: str = "照片.png", content: bytes | None = None, **changes: object) -> Evidence:
    arguments = {"place": "i1", "actor": office.people["writer"], **changes}
    return evidence.attach(
        section=office.section(), name=name, content=png() if content is None else content, now=office.now(),
        **arguments,
    )  # fmt: skip


def remove(office: Office, row: Evidence, who: str = "writer") -> Evidence:
    return evidence.remove(evidence=row, actor=office.people[who], now=office.now())


def code(call, *arguments, **named) -> str:
    with pytest.raises(UnableToAttach) as caught:
        call(*arguments, **named)
    assert caught.value.text
    return caught.value.code


def send_back(office: Office, who: str = "chief") -> None:
    actions.send_back(section=office.section(), actor=office.people[who], comment="補佐證", now=office.now())


def submit(office: Office) -> None:
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())


def test_a_real_file_of_every_kind_is_kept_under_its_hash(office):
    for name, content in real_files().items():
        row = attach(office, name, content)

        assert (row.name, row.size, row.sha256) == (name, len(content), hashlib.sha256(content).hexdigest())
        assert default_storage.exists(f"evidence/{row.sha256[:2]}/{row.sha256}")
        assert evidence.read(row) == content
    assert evidence.current(office.section()).count() == 9


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("程式.exe", b"MZ\x90", "wrong_type"),
        ("網頁.html", b"<script>", "wrong_type"),
        ("無副檔名", JPG, "wrong_type"),
        ("空的.pdf", b"", "empty"),
        ("其實是壓縮檔.pdf", package(("a.exe", b"MZ")), "mismatch"),
        ("其實是試算表.docx", xlsx(), "mismatch"),
        ("其實是程式.txt", b"MZ\x90\0", "mismatch"),
        ("其實是照片.csv", png(), "mismatch"),
        ("巨集.xlsx", xlsx(("xl/vbaProject.bin", b"")), "has_macros"),
        ("換\u202e行.pdf", b"%PDF-1.7", "bad_name"),
        ("長" * 147 + ".pdf", b"%PDF-1.7", "bad_name"),
        ("..", b"%PDF-1.7", "bad_name"),
    ],
)
def test_what_is_not_accepted_is_refused_by_name(office, name, content, expected):
    assert code(attach, office, name, content) == expected
    assert not Evidence.objects.exists()


def test_a_file_over_the_limit_is_refused(office, settings):
    settings.JIBAO_EVIDENCE_MAX_BYTES = len(CSV)
    attach(office, "剛好.csv", CSV)

    assert code(attach, office, "太大.csv", CSV + b"1") == "too_big"


def test_the_same_bytes_at_the_same_place_are_refused_and_elsewhere_accepted(office):
    attach(office)

    assert code(attach, office, "改名.png") == "duplicate"
    assert attach(office, place="").place == ""


def test_a_folder_in_the_name_is_dropped(office):
    assert attach(office, "C:\\暫存\\照片.png").name == "照片.png"
    assert attach(office, "../../etc/統計.ods", ods()).name == "統計.ods"


@pytest.mark.parametrize("place", ["i9", "p1", "title", "b1"])
def test_the_place_is_the_section_or_an_indicator_of_it(office, place):
    assert code(attach, office, place=place) == "no_such_row"


@pytest.mark.parametrize("who", ["chief", "secretary", "head", "other_writer", "outsider"])
def test_only_contributors_of_the_division_attach_and_remove(office, who):
    row = attach(office)

    with pytest.raises(NotPermitted):
        attach(office, "統計.ods", ods(), actor=office.people[who])
    with pytest.raises(NotPermitted):
        remove(office, row, who)
    assert list(Evidence.objects.values_list("removed_at")) == [(None,)]


def test_evidence_changes_only_while_the_section_is_drafted(office):
    row = attach(office)
    submit(office)

    assert code(attach, office, "統計.ods", ods()) == "not_drafting"
    assert code(remove, office, row) == "not_drafting"


def test_a_change_is_recorded_and_makes_older_views_stale(office):
    seen = office.section()
    row = attach(office, address="192.0.2.7")
    remove(office, row)

    event = AuditEvent.objects.get(action="attach_evidence")
    assert all(part in event.payload_json for part in ("照片.png", row.sha256, '"i1"', "192.0.2.7"))
    assert first_break(office.report) is None
    with pytest.raises(actions.UnableToDecide, match="state_changed"):
        actions.submit(section=seen, actor=office.people["writer"], now=office.now())


def test_a_removed_file_is_not_removed_twice_and_may_come_again(office):
    row = attach(office)
    remove(office, row)

    assert code(remove, office, row) == "removed_already"
    assert attach(office).pk != row.pk


def test_a_submission_keeps_its_files_whatever_is_removed_later(office):
    row = attach(office)
    submit(office)
    send_back(office)
    remove(office, row)
    other = attach(office, "統計.ods", ods())
    submit(office)

    section = office.section()
    assert list(evidence.submitted(section, 1)) == [row]
    assert list(evidence.submitted(section, 2)) == [other]
    assert evidence.read(row) == png()
    assert set(EvidencePin.objects.values_list("revision", flat=True)) == {section.current_revision_id}
    assert row.sha256 in AuditEvent.objects.filter(action="submit").earliest("sequence").payload_json


def test_who_sees_the_section_sees_its_files_and_nobody_else(office):
    row, gone = attach(office), attach(office, "統計.ods", ods())
    remove(office, gone)
    stranger = make_office("npa")

    def seen(user) -> list[Evidence]:
        return list(evidence.readable(user, office.now()))

    assert seen(office.people["chief"]) == seen(office.people["secretary"]) == [row]
    assert seen(office.people["other_writer"]) == seen(office.people["outsider"]) == []
    assert seen(stranger.people["secretary"]) == []


def test_a_removed_file_can_be_read_only_if_it_was_submitted(office):
    row = attach(office)
    submit(office)
    send_back(office)
    remove(office, row)

    assert list(evidence.readable(office.people["chief"], office.now())) == [row]


@pytest.mark.parametrize("is_changed", [False, True])
def test_an_endorsement_stands_only_over_the_same_evidence(office, is_changed):
    attach(office)
    submit(office)
    actions.endorse(section=office.section(), actor=office.people["chief"], now=office.now())
    send_back(office, "secretary")
    if is_changed:
        attach(office, "統計.ods", ods())
    submit(office)

    assert office.section().rounds.get(closed_at=None).step == (1 if is_changed else 2)


def test_a_damaged_file_is_not_given_out(office):
    row = attach(office)
    with default_storage.open(evidence.path_of(row.sha256), "wb") as stored:
        stored.write(b"x")

    with pytest.raises(UnableToUseStorage, match="damaged"):
        evidence.read(row)
    evidence.remove(evidence=row, actor=office.people["writer"], now=office.now())
    assert evidence.read(attach(office)) == png()


def test_a_row_that_was_removed_takes_no_more_files(office):
    attach(office)
    office.write("plan-1", plan(indicators=()))

    assert code(attach, office, "統計.ods", ods()) == "no_such_row"
    assert evidence.current(office.section()).count() == 1
