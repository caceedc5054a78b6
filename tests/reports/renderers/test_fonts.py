from io import BytesIO

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from pypdf import PdfReader

from reports.renderers.fonts import font_files, uncovered_characters
from reports.renderers.pdf import render_pdf
from tests.support.documents import rich_document


def box():
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 900))
    pen.lineTo((900, 900))
    pen.closePath()
    return pen.glyph()


def faces(pdf: bytes) -> set[str]:
    """The names of the embedded faces, without the tag of their subset."""
    fonts = [
        font.get_object() for page in PdfReader(BytesIO(pdf)).pages for font in page["/Resources"]["/Font"].values()
    ]
    return {font["/BaseFont"].split("+")[-1].removesuffix("-Identity-H") for font in fonts}


def build_face(folder, characters):
    """A face called Kai with these characters, as kai.ttf in `folder`."""
    names = [".notdef", *(f"glyph{number}" for number, _ in enumerate(characters))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(character): name for character, name in zip(characters, names[1:], strict=True)})
    builder.setupGlyf({name: box() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Test Kai", "styleName": "Regular", "psName": "TestKai"})
    builder.setupOS2(sTypoAscender=900, sTypoDescender=-100)
    builder.setupPost()
    builder.save(folder / "kai.ttf")


@pytest.fixture
def kai_folder(tmp_path):
    """A folder with a face that has 甲 and a character the bundled faces lack."""
    build_face(tmp_path, "甲\U0001f600")
    (tmp_path / "README.txt").write_text("not a face")
    return tmp_path


def test_characters_of_reports_are_covered():
    text = "績報臺灣壹貳參肆伍、「」『』（）—…％℃①㈠Ａａ0123456789 ABC~!@#$%^&*\n　達成率：27,700%"

    assert uncovered_characters(text) == []


def test_uncovered_character_has_its_place():
    found = uncovered_characters("甲\n乙\U0001f600丙\U0001f600")

    assert [(f.code_point, f.offset, f.line) for f in found] == [("U+1F600", 3, 2), ("U+1F600", 5, 2)]


def test_configured_face_comes_first_and_adds_its_characters(kai_folder):
    assert next(path.name for path in font_files(kai_folder)) == "kai.ttf"
    assert uncovered_characters("乙\U0001f600", font_dir=kai_folder) == []


def test_pdf_is_set_in_the_configured_kai_face(kai_folder):
    plain, with_kai = render_pdf(rich_document()), render_pdf(rich_document(), font_dir=kai_folder)

    assert (faces(plain.content), faces(with_kai.content)) == (
        {"NotoSerifTC-Regular"},
        {"NotoSerifTC-Regular", "TestKai"},
    )


def test_letters_and_figures_stay_serif(tmp_path):
    build_face(tmp_path, "0123456789ABCE")

    assert faces(render_pdf(rich_document(), font_dir=tmp_path).content) == {"NotoSerifTC-Regular"}


def test_font_collection_is_read(tmp_path, kai_folder):
    collection = TTCollection()
    collection.fonts = [TTFont(kai_folder / "kai.ttf")]
    folder = tmp_path / "collection"
    folder.mkdir()
    collection.save(folder / "kai.ttc")

    assert uncovered_characters("\U0001f600", font_dir=folder) == []


def test_bundled_folder_holds_serif_and_sans():
    assert [path.name for path in font_files()] == ["NotoSansTC-Regular.otf", "NotoSerifTC-Regular.otf"]
