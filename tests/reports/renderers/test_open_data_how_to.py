"""The example that docs/how-to/use-the-open-data.md gives to users of the data, run on a report's own files."""

import re
from pathlib import Path

from reports.enums import RenditionFormat
from reports.renderers.licence import attribution
from reports.renderers.tables import TABLES
from tests.support.documents import rich_document

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "use-the-open-data.md"


def test_the_example_reads_the_files(rich_files, tmp_path, monkeypatch, capsys):
    for kind in (RenditionFormat.JSON, RenditionFormat.JSON_SCHEMA, RenditionFormat.BUDGETS_CSV):
        (tmp_path / rich_files[kind].name).write_bytes(rich_files[kind].content)
    monkeypatch.chdir(tmp_path)

    exec(re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1], {})

    assert capsys.readouterr().out.splitlines() == [
        "DEMO/114#plan-1-b1 新世代場站安全服務計畫 87.01%",
        "DEMO/114#plan-2-b1 區域辦公廳舍整建計畫 93.82",
        "新世代場站安全服務計畫 212,393千元 212393000",
        attribution(rich_document()),
    ]


def test_the_page_names_every_table(rich_files):
    page = PAGE.read_text("utf-8")

    assert [table.name for table in TABLES if f"demo-114-1-{table.name}.csv" not in page] == []
