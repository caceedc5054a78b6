"""政府資料開放授權條款-第1版 (Open Government Data License): it holds only together with its attribution."""

from reports.content.document import Document

LICENCE_NAME = "政府資料開放授權條款-第1版"
LICENCE_URL = "https://data.gov.tw/license"


def attribution(document: Document) -> str:
    """The statement, in the licence's own words; it stands in every machine-readable file and on the page."""
    return attribution_of(document.agency_name, document.roc_year, document.title)


def attribution_of(agency_name: str, roc_year: int, title: str) -> str:
    return (
        f"{agency_name} [{roc_year}] [{title}] 此開放資料依政府資料開放授權條款 "
        "(Open Government Data License) 進行公眾釋出，使用者於遵守本條款各項規定之前提下，得利用之。"
        f"政府資料開放授權條款：{LICENCE_URL}"
    )
