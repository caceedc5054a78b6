"""ODT and DOCX: what the project writes it reads back, and what is no document is refused."""

import io
import zipfile
from dataclasses import replace

import pytest

from reports.importing import ImportRefused, import_report, read_document
from reports.importing.office import DOCX, ODT
from reports.importing.source import MAX_BYTES
from reports.renderers.docx import render_docx
from reports.renderers.odt import render_odt
from tests.reports.importing.test_round_trip import as_document, without_full_width_marks
from tests.support.documents import APPROVED_AT

ODT_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)
WORD_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(**entries: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in entries.items():
            writer.writestr({"odt": ODT.body, "docx": DOCX.body}.get(name, name), content)
    return file.getvalue()


def odt_text(body: str) -> str:
    return read_document(archive(odt=f"<office:document-content {ODT_NAMES}>{body}</office:document-content>"))


def docx_text(body: str) -> str:
    return read_document(archive(docx=f"<w:document {WORD_NAMES}><w:body>{body}</w:body></w:document>"))


def refusal(data: bytes) -> tuple[str, dict]:
    with pytest.raises(ImportRefused) as error:
        read_document(data)
    return error.value.code, error.value.params


@pytest.mark.parametrize("render", [render_odt, render_docx])
def test_published_document_is_read_back(report, render):
    document = replace(without_full_width_marks(as_document(report)), agency_code="X", approved_at=APPROVED_AT)

    again = import_report(read_document(render(document).content))

    assert as_document(again).chapters == document.chapters
    assert again.remainder == ()


def test_plain_text_is_read_as_ever():
    assert read_document("壹、甲\r\n".encode()) == "壹、甲\n"


def test_odt_blanks_breaks_and_lists():
    assert odt_text(
        '<text:p>甲<text:s text:c="3"/>乙<text:tab/>丙\n  <text:span>丁</text:span><text:line-break/>戊</text:p>'
        "<text:list><text:list-item><text:p>己</text:p></text:list-item></text:list>"
    ) == "甲   乙\t丙 丁\n戊\n\n- 己\n"  # fmt: skip


@pytest.mark.parametrize("count", ["999999999", "9" * 5_000, "９" * 5_000])
def test_odt_blanks_have_a_limit(count):
    assert odt_text(f'<text:p>甲<text:s text:c="{count}"/>乙</text:p>') == f"甲{' ' * 100}乙\n"


def test_odt_leaves_out_contents_deletions_and_comments():
    assert odt_text(
        "<text:tracked-changes><text:p>刪</text:p></text:tracked-changes>"
        "<text:table-of-content><text:p>目次</text:p></text:table-of-content>"
        "<text:p>甲<office:annotation><text:p>註解</text:p></office:annotation>乙</text:p>"
    ) == "甲乙\n"  # fmt: skip


def test_footnote_is_not_lost():
    text = odt_text("<text:p>甲<text:note><text:note-citation>1</text:note-citation>"
                    "<text:note-body><text:p>附註內容</text:p></text:note-body></text:note>乙</text:p>")  # fmt: skip

    assert sorted(text.split()) == ["甲乙", "附註內容"]


def test_table_rows_are_lines_of_cells():
    def cell(*paragraphs: str) -> str:
        return "<table:table-cell>" + "".join(f"<text:p>{text}</text:p>" for text in paragraphs) + "</table:table-cell>"

    rows = [cell("甲", "乙") + cell("1"), cell("丙") + cell()]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)

    assert odt_text(f"<text:p>前</text:p><table:table>{table}</table:table><text:p>後</text:p>") == (
        "前\n\n甲 乙\t1\n丙\t\n\n後\n"
    )


def test_docx_runs_and_deletions():
    assert docx_text(
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>"
        "<w:del><w:r><w:delText>刪</w:delText></w:r></w:del></w:p>"
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:instrText>PAGE</w:instrText><w:t>丙</w:t></w:r></w:p>"
    ) == "- 甲\t乙\n\n丙\n"  # fmt: skip


def test_other_archive_is_named():
    assert refusal(archive(**{"readme.txt": "甲"})) == ("binary", {"offset": 0, "looks_like": "zip"})


def test_truncated_archive_is_refused():
    assert refusal(archive(odt="<a/>")[:-30])[0] == "broken_document"


def test_damaged_archive_is_refused():
    data = bytearray(archive(odt=f"<a>{'甲乙丙' * 200}</a>"))
    data[60:70] = b"\xff" * 10

    assert refusal(bytes(data))[0] == "broken_document"


def test_broken_xml_is_refused():
    assert refusal(archive(odt="<office:document")) == ("broken_document", {"detail": "unclosed token"})


def test_entities_are_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    assert refusal(archive(docx=bomb)) == ("broken_document", {"detail": "DOCTYPE"})


def test_inflated_body_is_refused():
    assert refusal(archive(odt=b" " * (MAX_BYTES + 1))) == (
        "too_large", {"found": MAX_BYTES + 1, "limit": MAX_BYTES},
    )  # fmt: skip


def test_fifty_megabytes_are_refused_unopened():
    assert refusal(b"PK\x03\x04" + bytes(50 * 1024 * 1024))[0] == "too_large"


def test_deep_nesting_costs_no_stack():
    depth = 50_000

    assert odt_text("<a>" * depth + "<text:p>甲</text:p>" + "</a>" * depth) == "甲\n"


def test_document_without_text_is_empty():
    assert refusal(archive(odt="<a/>")) == ("empty", {})


def test_control_characters_are_named_in_documents_too():
    code, params = refusal(archive(docx=f"<w:p {WORD_NAMES}><w:r><w:t>甲\u200b</w:t></w:r></w:p>"))

    assert (code, params["line"], params["column"]) == ("control_character", 1, 2)
