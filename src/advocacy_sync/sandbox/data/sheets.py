"""The four files of the Maven Analytics CRM dataset, read into typed lines in the dataset's own terms."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from advocacy_sync.sandbox.data.reading import Reader

__all__ = ["MAVEN_FILES", "AgentLine", "DealLine", "FirmLine", "ProductLine", "Sheets", "read_sheets"]

MAVEN_FILES = ("accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv")
DEAL_STAGES = ("Prospecting", "Engaging", "Won", "Lost")


class FirmLine(NamedTuple):
    name: str
    sector: str
    founded: float | None
    revenue: float | None  # millions of USD
    employees: int | None
    office: str
    parent: str


class ProductLine(NamedTuple):
    name: str
    series: str
    price: float


class AgentLine(NamedTuple):
    name: str
    manager: str
    office: str


class DealLine(NamedTuple):
    id: str
    agent: str
    product: str
    account: str  # empty: the dataset does not say
    stage: str
    engaged: date | None
    closed: date | None
    value: float | None


class Sheets(NamedTuple):
    firms: list[FirmLine]
    products: list[ProductLine]
    agents: list[AgentLine]
    deals: list[DealLine]

    @property
    def as_of(self) -> datetime:
        """The day after the last date in the files, at midnight UTC."""
        last = max(day for deal in self.deals for day in (deal.engaged, deal.closed) if day)
        return datetime.combine(last + timedelta(days=1), time(), UTC)


def read_sheets(folder: Path) -> Sheets:
    """Raises DataError, with file and line of each row that does not fit."""
    reader = Reader(folder)
    firms = reader.read("accounts.csv", _firm, ["account", "sector", "office_location", "subsidiary_of"])
    products = reader.read("products.csv", _product, ["product", "series", "sales_price"])
    agents = reader.read("sales_teams.csv", _agent, ["sales_agent", "manager", "regional_office"])
    known_firms = {"", *(firm.name for firm in firms)}
    known_agents = {agent.name for agent in agents}

    def deal(row: dict[str, str]) -> DealLine:
        line = _deal(row)
        if line.account not in known_firms:
            raise ValueError(f"no account {line.account!r} in accounts.csv")
        if line.agent not in known_agents:
            raise ValueError(f"no sales agent {line.agent!r} in sales_teams.csv")
        return line

    deals = reader.read("sales_pipeline.csv", deal, ["opportunity_id", "deal_stage", "close_value"])
    reader.finish()
    return Sheets(firms, products, agents, deals)


def _firm(row: dict[str, str]) -> FirmLine:
    employees = _number(row["employees"])
    return FirmLine(
        name=_given(row, "account"),
        sector=row["sector"],
        founded=_number(row["year_established"]),
        revenue=_number(row["revenue"]),
        employees=None if employees is None else int(employees),
        office=row["office_location"],
        parent=row["subsidiary_of"],
    )


def _product(row: dict[str, str]) -> ProductLine:
    return ProductLine(_given(row, "product"), row["series"], float(row["sales_price"]))


def _agent(row: dict[str, str]) -> AgentLine:
    return AgentLine(_given(row, "sales_agent"), row["manager"], row["regional_office"])


def _deal(row: dict[str, str]) -> DealLine:
    stage = row["deal_stage"]
    if stage not in DEAL_STAGES:
        raise ValueError(f"deal_stage {stage!r} is none of {', '.join(DEAL_STAGES)}")
    line = DealLine(
        id=_given(row, "opportunity_id"),
        agent=row["sales_agent"],
        product=row["product"],
        account=row["account"],
        stage=stage,
        engaged=_date(row["engage_date"]),
        closed=_date(row["close_date"]),
        value=_number(row["close_value"]),
    )
    if stage in ("Won", "Lost") and not (line.engaged and line.closed):
        raise ValueError(f"a deal that is {stage} needs an engage_date and a close_date")
    return line


def _given(row: dict[str, str], name: str) -> str:
    if not row[name].strip():
        raise ValueError(f"{name} is empty")
    return row[name]


def _number(text: str) -> float | None:
    return float(text) if text else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
