"""A small folder in the layout of the Maven CRM dataset, with dirt of the same kinds, made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

ACCOUNTS = """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Anker Works,softwear,1987,730.25,1210,Denmark,
Birkholm,medical,1994,96.4,310,Swedn,
Cordway,retail,2003,8.5,40,Peru,Anker Works
"""
PRODUCTS = "product,series,sales_price\nAX Basic,AX,620\nAX Pro,AX,3900\n"
TEAMS = (
    "sales_agent,manager,regional_office\nNora Lind,Max Ober,Central\nIda Bo,Max Ober,Central\nUma Raj,Lou Kern,West\n"
)
PIPELINE = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
D0000001,Nora Lind,AX Basic,Anker Works,Won,2016-09-05,2017-02-03,1234
D0000002,Nora Lind,AXPro,Anker Works,Won,2017-04-01,2017-06-11,3888
D0000003,Ida Bo,AX Basic,Anker Works,Won,2017-05-01,2017-07-01,620
D0000004,Ida Bo,AX Basic,Birkholm,Lost,2017-01-05,2017-12-30,0
D0000005,Ida Bo,AXPro,,Engaging,2017-11-01,,
D0000006,Nora Lind,AX Basic,Cordway,Engaging,2017-12-02,,
D0000007,Nora Lind,AX Basic,,Prospecting,,,
D0000008,Nora Lind,AXPro,Cordway,Prospecting,,,
D0000009,Ida Bo,AXPro,Cordway,Won,2017-02-02,2017-12-20,3900.5
"""


@pytest.fixture
def maven(tmp_path: Path) -> Path:
    folder = tmp_path / "maven"
    folder.mkdir()
    for name, text in {
        "accounts": ACCOUNTS,
        "products": PRODUCTS,
        "sales_teams": TEAMS,
        "sales_pipeline": PIPELINE,
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
