import csv
from datetime import datetime, timedelta, timezone
from io import StringIO
from urllib.parse import urlsplit

import pytest

from reports.enums import RenditionFormat
from reports.renderers.catalogue import (
    CONTEXT,
    MACHINE_READABLE,
    Dataset,
    Resource,
    catalogue_csv,
    catalogue_jsonld,
    dataset_jsonld,
    telephone,
)
from reports.renderers.licence import LICENCE_URL

PUBLISHED_AT = datetime(2026, 3, 31, 9, 0, tzinfo=timezone(timedelta(hours=8)))
COLUMNS = [
    "資料集名稱", "服務分類", "資料集描述", "主要欄位說明", "提供機關", "更新頻率", "授權方式", "計費方式", "聯絡人",
    "上架日期", "詮釋資料更新時間", "檔案格式", "資料下載網址", "編碼格式", "資料量",
]  # fmt: skip
"""As data.gov.tw asks for them."""


def resource(kind: RenditionFormat, records: int = 1) -> Resource:
    return Resource(
        kind, f"demo-114.{kind}", "text/csv; charset=utf-8", 1234, "ab" * 32, f"https://x.tw/{kind}", records
    )


def dataset(**changes: object) -> Dataset:
    fields: dict[str, object] = {
        "identifier": "demo/114", "title": "示範局114年度施政績效報告", "agency_name": "示範局", "roc_year": 114,
        "edition": 2, "service_class": "公共資訊", "contact_name": "秘書室", "contact_phone": "02-0000-0000",
        "contact_email": "data@example.tw", "published_at": PUBLISHED_AT, "modified_at": PUBLISHED_AT,
        "address": "https://x.tw/published/demo/114/2/", "report_address": "https://x.tw/published/demo/114/",
        "previous": "https://x.tw/published/demo/114/1/", "current": "https://x.tw/published/demo/114/2/",
        "resources": tuple(resource(kind, 7) for kind in RenditionFormat),
    }  # fmt: skip
    return Dataset(**{**fields, **changes})  # type: ignore[arg-type]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_columns_are_those_of_the_platform_and_the_licences_statement():
    row = rows(catalogue_csv([dataset()]))[0]

    assert list(row) == [*COLUMNS, "授權顯名聲明"]
    assert (row["更新頻率"], row["計費方式"], row["授權方式"]) == ("每1年", "免費", "政府資料開放授權條款-第1版")
    assert row["聯絡人"] == "秘書室（02-0000-0000；data@example.tw）"
    assert (row["上架日期"], row["詮釋資料更新時間"]) == ("2026-03-31", "2026-03-31 09:00:00")
    assert "indicators（計畫指標）：id（識別碼）、" in row["主要欄位說明"]
    assert row["授權顯名聲明"].startswith("示範局 民國114年 示範局114年度施政績效報告第2版 此開放資料依")


def test_the_columns_about_files_have_as_many_parts_as_there_are_files():
    row = rows(catalogue_csv([dataset()]))[0]

    parts = [row[name].split(";") for name in ("檔案格式", "資料下載網址", "編碼格式", "資料量")]
    assert {len(part) for part in parts} == {len(MACHINE_READABLE)}
    assert parts[0].count("CSV") == 4
    assert parts[1][0] == "https://x.tw/json"


@pytest.mark.parametrize(
    ("changes", "contact"),
    [({"contact_name": "", "contact_email": ""}, "示範局（02-0000-0000）"),
     ({"contact_phone": "", "contact_email": ""}, "秘書室")],
)  # fmt: skip
def test_a_contact_that_is_not_told_is_left_out(changes, contact):
    row = rows(catalogue_csv([dataset(**changes)]))[0]

    assert row["聯絡人"] == contact
    assert "vcard:hasEmail" not in dataset_jsonld(dataset(**changes))["dcat:contactPoint"]


def test_a_formula_in_a_setting_is_disarmed():
    assert rows(catalogue_csv([dataset(service_class="=1+1")]))[0]["服務分類"] == "'=1+1"


def test_dcat_lists_every_file_with_size_and_hash():
    data = dataset_jsonld(dataset())

    files = data["dcat:distribution"]
    assert [file["dcat:downloadURL"]["@id"] for file in files] == [f"https://x.tw/{kind}" for kind in RenditionFormat]
    assert {file["spdx:checksum"]["spdx:checksumValue"]["@value"] for file in files} == {"ab" * 32}
    assert files[0]["dcat:mediaType"] == {"@id": "https://www.iana.org/assignments/media-types/text/csv"}
    json_file = files[list(RenditionFormat).index(RenditionFormat.JSON)]
    assert json_file["dct:conformsTo"] == {"@id": "https://x.tw/json_schema"}
    assert data["dct:license"] == {"@id": LICENCE_URL}
    assert data["dct:temporal"]["dcat:startDate"]["@value"] == "2025-01-01"


def test_an_edition_is_a_version_of_its_report():
    data = dataset_jsonld(dataset())

    assert (data["dct:identifier"], data["dcat:version"]) == ("demo/114/2", "2")
    assert data["dcat:previousVersion"] == {"@id": "https://x.tw/published/demo/114/1/"}
    assert data["dcat:isVersionOf"] == {
        "@id": "https://x.tw/published/demo/114/", "@type": "dcat:Dataset", "dct:identifier": "demo/114",
        "dcat:hasCurrentVersion": {"@id": "https://x.tw/published/demo/114/2/"},
    }  # fmt: skip
    alone = dataset_jsonld(dataset(previous=None, current=None))
    assert "dcat:previousVersion" not in alone
    assert "dcat:hasCurrentVersion" not in alone["dcat:isVersionOf"]


RESOURCES = {
    "dct:language", "dct:rights", "dct:license", "dct:publisher", "dct:temporal", "dct:accrualPeriodicity",
    "dct:conformsTo", "dcat:contactPoint", "dcat:landingPage", "dcat:distribution", "dcat:dataset", "dcat:accessURL",
    "dcat:downloadURL", "dcat:mediaType", "dcat:isVersionOf", "dcat:hasCurrentVersion", "dcat:previousVersion",
    "spdx:checksum", "spdx:algorithm", "vcard:hasEmail", "vcard:hasTelephone",
}  # fmt: skip
"""Properties whose range is no literal (DCAT 3 §6, vCard ontology, SPDX 2.3)."""


def test_a_resource_is_a_node_and_every_address_an_absolute_one():
    data = catalogue_jsonld([dataset()], address="https://x.tw/catalogue.jsonld")

    pairs = list(_pairs(data))
    assert {name for name, _value in pairs} >= RESOURCES
    for name, value in pairs:
        is_node = isinstance(value, dict) and "@value" not in value and ("@id" in value or "@type" in value)
        assert is_node == (name in RESOURCES), name
        if is_node and "@id" in value:
            assert urlsplit(value["@id"]).scheme in {"https", "http", "mailto", "tel", "spdx"}, name


def test_a_catalogue_is_published_by_the_agencies_whose_reports_it_lists():
    address = "https://x.tw/catalogue.jsonld"
    two = catalogue_jsonld([dataset(), dataset(agency_name="另一局"), dataset()], address=address)

    assert two["dct:publisher"]["foaf:name"]["@value"] == "示範局、另一局"
    assert catalogue_jsonld([], address=address)["dct:publisher"]["foaf:name"]["@value"] == "x.tw"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("02-0000-0000", "tel:+886200000000"), ("(02)2388-9393 分機 12", "tel:+886223889393;ext=12"),
        ("02-2388-9393#2345", "tel:+886223889393;ext=2345"), ("+886 2 2388 9393", "tel:+886223889393"),
        ("1999", "tel:1999;phone-context=+886"), ("02-1111-1111、02-2222-2222", "tel:+886211111111"),
        ("", ""), ("洽總機", ""),
    ],
)  # fmt: skip
def test_a_telephone_is_an_address(written, number):
    assert telephone(written) == number


def test_every_name_of_the_linked_data_belongs_to_a_vocabulary():
    data = catalogue_jsonld([dataset()], address="https://x.tw/catalogue.jsonld")

    assert data["@type"] == "dcat:Catalog"
    assert {name.partition(":")[0] for name in _names(data) if not name.startswith("@")} <= set(CONTEXT)


def _pairs(data: object):
    """Every property with each of its values."""
    if isinstance(data, dict):
        for name, value in data.items():
            for each in value if isinstance(value, list) else [value]:
                if not name.startswith("@"):
                    yield name, each
                if name != "@context":
                    yield from _pairs(each)


def _names(data: object):
    if isinstance(data, dict):
        for name, value in data.items():
            if name != "@context":
                yield name
                yield from _names(value)
    elif isinstance(data, list):
        for value in data:
            yield from _names(value)
