"""政府資料開放授權條款-第1版 (Open Government Data License): it holds only together with its attribution."""

from reports.content.document import Document

LICENCE_NAME = "政府資料開放授權條款-第1版"
LICENCE_URL = "https://data.gov.tw/license"


def attribution(document: Document) -> str:
    """The statement in the form of the licence's annex (顯名聲明): 提供機關／單位 [年份] [開放資料釋出名稱與版本號].

    The brackets stand for what is filled in. It stands in every machine-readable file and on the page.
    """
    return attribution_of(document.agency_name, document.roc_year, document.title, document.edition)


def attribution_of(agency_name: str, roc_year: int, title: str, edition: int) -> str:
    """`edition` is the version; 0 for a draft, which has none."""
    version = f"第{edition}版" if edition else ""
    return (
        f"{agency_name} 民國{roc_year}年 {title}{version} 此開放資料依政府資料開放授權條款 "
        "(Open Government Data License) 進行公眾釋出，使用者於遵守本條款各項規定之前提下，得利用之。"
        f"政府資料開放授權條款：{LICENCE_URL}"
    )
