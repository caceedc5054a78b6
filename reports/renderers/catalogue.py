"""A published edition described for catalogues of open data: the columns of data.gov.tw, and DCAT 3 as JSON-LD.

It names addresses, sizes and hashes of the edition's files, and whom to ask today: so it is no file of the edition,
but written anew whenever it is asked for.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

from reports.enums import RenditionFormat
from reports.renderers.csv_files import formula_safe
from reports.renderers.licence import LICENCE_NAME, LICENCE_URL, attribution_of
from reports.renderers.tables import TABLES
from reports.values.roc import YEARS_BEFORE_ROC

MACHINE_READABLE: dict[RenditionFormat, str] = {
    RenditionFormat.INDICATORS_CSV: "CSV",
    RenditionFormat.BUDGETS_CSV: "CSV",
    RenditionFormat.ACHIEVEMENTS_CSV: "CSV",
    RenditionFormat.PARAGRAPHS_CSV: "CSV",
    RenditionFormat.JSON: "JSON",
}
"""What data.gov.tw lists, with its name for the format; DCAT lists every file."""
ENCODING = "UTF-8"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
YEARLY = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
CHINESE = "http://publications.europa.eu/resource/authority/language/ZHO"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Resource:
    """One file: `size` in bytes, `records` the rows of a table, 1 for anything else."""

    format: RenditionFormat
    name: str
    media_type: str
    size: int
    sha256: str
    address: str
    records: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """One edition as a data set; `address` is its page, `published_at` and `modified_at` are aware.

    `identifier` is the report's in all its editions ("nia/114"), `report_address` leads to the newest of them;
    `previous` and `current` are the pages of the edition before and of the newest, None where there is none to read.
    """

    identifier: str
    title: str
    agency_name: str
    roc_year: int
    edition: int
    service_class: str
    contact_name: str
    contact_phone: str
    contact_email: str
    published_at: datetime
    modified_at: datetime
    address: str
    report_address: str
    previous: str | None
    current: str | None
    resources: tuple[Resource, ...]

    @property
    def description(self) -> str:
        return (
            f"{self.agency_name}民國{self.roc_year}年度施政績效報告：施政目標、各計畫指標之目標值、實際值及達成率、"
            f"預算執行情形、具體事蹟與綜合意見。每一列及每一數值均附永久識別碼。第{self.edition}版。"
        )

    @property
    def contact(self) -> str:
        """ "秘書室（02-0000-0000；data@example.tw）"."""
        ways = "；".join(filter(None, [self.contact_phone, self.contact_email]))
        return f"{self.contact_name or self.agency_name}{f'（{ways}）' if ways else ''}"


_OTHERS = re.compile(r"[、,，;；/]")
_EXTENSION = re.compile(r"#|分機|轉|ext\.?", re.IGNORECASE)


def main_columns() -> str:
    """主要欄位說明: every column of every table."""
    return "；".join(
        f"{table.name}（{table.title}）：{'、'.join(f'{name}（{title}）' for name, title in table.columns.items())}"
        for table in TABLES
    )


def catalogue_csv(datasets: Iterable[Dataset]) -> bytes:
    """A row a data set, in the order of data.gov.tw's columns; several files of one are separated by semicolons."""
    text = StringIO()
    rows = [_columns(dataset) for dataset in datasets]
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([formula_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


_COLUMNS = (
    "資料集名稱", "服務分類", "資料集描述", "主要欄位說明", "提供機關", "更新頻率", "授權方式", "計費方式", "聯絡人",
    "上架日期", "詮釋資料更新時間", "檔案格式", "資料下載網址", "編碼格式", "資料量", "授權顯名聲明",
)  # fmt: skip


def _columns(dataset: Dataset) -> tuple[str, ...]:
    found = [resource for resource in dataset.resources if resource.format in MACHINE_READABLE]
    return (
        dataset.title, dataset.service_class, dataset.description, main_columns(), dataset.agency_name, "每1年",
        LICENCE_NAME, "免費", dataset.contact, dataset.published_at.strftime("%Y-%m-%d"),
        dataset.modified_at.strftime("%Y-%m-%d %H:%M:%S"),
        ";".join(MACHINE_READABLE[resource.format] for resource in found),
        ";".join(resource.address for resource in found),
        ";".join(ENCODING for _resource in found),
        ";".join(str(resource.records) for resource in found),
        attribution_of(dataset.agency_name, dataset.roc_year, dataset.title, dataset.edition),
    )  # fmt: skip


def catalogue_jsonld(datasets: Iterable[Dataset], *, address: str) -> dict[str, Any]:
    """All data sets of the site as one dcat:Catalog, published by the agencies whose they are."""
    found = list(datasets)
    agencies = "、".join(dict.fromkeys(dataset.agency_name for dataset in found))
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _chinese("施政績效報告開放資料"),
        "dct:description": _chinese("各年度施政績效報告之最新版本及其檔案。"),
        "dct:publisher": _agent(agencies or urlsplit(address).netloc),
        "dct:language": {"@id": CHINESE},
        "dct:license": {"@id": LICENCE_URL},
        "dcat:dataset": [_dataset(dataset) for dataset in found],
    }


def dataset_jsonld(dataset: Dataset) -> dict[str, Any]:
    return {"@context": CONTEXT, **_dataset(dataset)}


def _dataset(dataset: Dataset) -> dict[str, Any]:
    year = dataset.roc_year + YEARS_BEFORE_ROC
    statement = attribution_of(dataset.agency_name, dataset.roc_year, dataset.title, dataset.edition)
    return {
        "@id": dataset.address,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{dataset.identifier}/{dataset.edition}",
        **_versions(dataset),
        "dct:title": _chinese(dataset.title),
        "dct:description": _chinese(dataset.description),
        "dct:publisher": _agent(dataset.agency_name),
        "dcat:contactPoint": _contact(dataset),
        "dct:issued": _typed(dataset.published_at.isoformat(), "dateTime"),
        "dct:modified": _typed(dataset.modified_at.isoformat(), "dateTime"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(f"{year}-01-01", "date"),
            "dcat:endDate": _typed(f"{year}-12-31", "date"),
        },
        "dct:accrualPeriodicity": {"@id": YEARLY},
        "dct:language": {"@id": CHINESE},
        "dct:license": {"@id": LICENCE_URL},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _chinese(statement)},
        "dcat:landingPage": {"@id": dataset.address},
        "dcat:distribution": [_distribution(dataset, resource) for resource in dataset.resources],
    }


def _versions(dataset: Dataset) -> dict[str, Any]:
    """DCAT 3 §11: this edition, the one it follows, and the report of which both are versions."""
    report: dict[str, Any] = {
        "@id": dataset.report_address,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.identifier,
    }
    if dataset.current is not None:
        report["dcat:hasCurrentVersion"] = {"@id": dataset.current}
    found = {"dcat:version": str(dataset.edition), "dcat:isVersionOf": report}
    return found if dataset.previous is None else found | {"dcat:previousVersion": {"@id": dataset.previous}}


def _agent(name: str) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": _chinese(name)}


def _contact(dataset: Dataset) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "vcard:Organization", "vcard:fn": dataset.contact_name or dataset.agency_name}
    if dataset.contact_email:
        found["vcard:hasEmail"] = {"@id": f"mailto:{dataset.contact_email}"}
    if number := telephone(dataset.contact_phone):
        found["vcard:hasTelephone"] = {"@id": number}
    return found


def telephone(written: str) -> str:
    """RFC 3966: "(02)2388-9393 分機 12" is tel:+886223889393;ext=12.

    Of several the first one; "" where there is none.
    """
    number, *extension = _EXTENSION.split(_OTHERS.split(written.strip())[0], maxsplit=1)
    digits, inner = re.sub(r"[^0-9]", "", number), re.sub(r"[^0-9]", "", "".join(extension))
    if not digits:
        return ""
    if number.startswith("+"):
        found = f"tel:+{digits}"
    elif digits.startswith("0"):
        found = f"tel:+886{digits[1:]}"
    else:
        found = f"tel:{digits};phone-context=+886"
    return f"{found};ext={inner}" if inner else found


def _distribution(dataset: Dataset, resource: Resource) -> dict[str, Any]:
    found = {
        "@id": resource.address,
        "@type": "dcat:Distribution",
        "dct:title": resource.name,
        "dcat:accessURL": {"@id": resource.address},
        "dcat:downloadURL": {"@id": resource.address},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{resource.media_type.partition(';')[0]}"},
        "dcat:byteSize": _typed(str(resource.size), "nonNegativeInteger"),
        "dct:license": {"@id": LICENCE_URL},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(resource.sha256, "hexBinary"),
        },
    }
    schemas = [other.address for other in dataset.resources if other.format is RenditionFormat.JSON_SCHEMA]
    if resource.format is RenditionFormat.JSON and schemas:
        found["dct:conformsTo"] = {"@id": schemas[0]}
    return found


def _chinese(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "zh-Hant-TW"}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
