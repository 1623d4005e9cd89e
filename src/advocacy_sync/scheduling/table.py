"""The job table: which job, when, and what happens to a start that was missed."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """`cron` is a five-field crontab line in the table's time zone; else the job runs every
    `every_minutes`. A start missed by less than `misfire_minutes` is made up for, once."""

    name: str
    cron: str | None
    every_minutes: float | None
    misfire_minutes: float
