"""The daily API quota over a rolling 24 hours, and the answer of the limits resource."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.sandbox.state import State

__all__ = ["Usage", "limits"]

TABLE = "@usage"
WINDOW = timedelta(hours=24)

# Allocations of an Enterprise Edition org that the sandbox does not draw on.
FIXED = {
    "AnalyticsExternalDataSizeMB": 40960, "ConcurrentAsyncGetReportInstances": 200,
    "ConcurrentEinsteinDataInsightsStoryCreation": 5, "ConcurrentEinsteinDiscoveryStoryCreation": 2,
    "ConcurrentSyncReportRuns": 20, "DailyAnalyticsDataflowJobExecutions": 60,
    "DailyAnalyticsUploadedFilesSizeMB": 51200, "DailyAsyncApexExecutions": 250000, "DailyAsyncApexTests": 500,
    "DailyDeliveredPlatformEvents": 50000, "DailyDurableGenericStreamingApiEvents": 10000,
    "DailyDurableStreamingApiEvents": 10000, "DailyEinsteinDataInsightsStoryCreation": 1000,
    "DailyEinsteinDiscoveryOptimizationJobRuns": 25, "DailyEinsteinDiscoveryPredictAPICalls": 50000,
    "DailyEinsteinDiscoveryPredictionsByCDC": 500000, "DailyEinsteinDiscoveryStoryCreation": 100,
    "DailyFunctionsApiCallLimit": 235000, "DailyGenericStreamingApiEvents": 10000,
    "DailyStandardVolumePlatformEvents": 25000, "DailyStreamingApiEvents": 10000, "DailyWorkflowEmails": 500,
    "DurableStreamingApiConcurrentClients": 20, "HourlyAsyncReportRuns": 1200, "HourlyDashboardRefreshes": 200,
    "HourlyDashboardResults": 5000, "HourlyDashboardStatuses": 999999999, "HourlyLongTermIdMapping": 100000,
    "HourlyManagedContentPublicRequests": 50000, "HourlyODataCallout": 20000, "HourlyPublishedPlatformEvents": 50000,
    "HourlyPublishedStandardVolumePlatformEvents": 1000, "HourlyShortTermIdMapping": 100000,
    "HourlySyncReportRuns": 500, "HourlyTimeBasedWorkflow": 1000, "MassEmail": 5000,
    "MonthlyEinsteinDiscoveryStoryCreation": 500, "MonthlyPlatformEventsUsageEntitlement": 0,
    "PackageVersionCreates": 6, "PackageVersionCreatesWithoutValidation": 500, "PermissionSets": 1500,
    "PrivateConnectOutboundCalloutHourlyLimitMB": 0,
    "PublishCallbackUsageInApex": 0, "SingleEmail": 5000, "StreamingApiConcurrentClients": 20,
}  # fmt: skip
BULK = {
    "DailyBulkApiBatches": 15000, "DailyBulkV2QueryJobs": 10000, "DailyBulkV2QueryFileStorageMB": 976562,
}  # fmt: skip
STORAGE = {"DataStorageMB": 10240, "FileStorageMB": 10240}


class Usage:
    """Counts calls by the hour, so that the count is a sum of at most 25 numbers."""

    def __init__(self, state: State, daily_limit: int) -> None:
        self._state, self.daily_limit = state, daily_limit

    def count(self, now: datetime, series: str = "calls", by: int = 1) -> None:
        key = f"{now:%Y-%m-%dT%H}"
        row = self._state.get(TABLE, key) or {}
        if not row:
            self._forget(now)
        self._state.put(TABLE, key, {**row, series: row.get(series, 0) + by})

    def used(self, now: datetime, series: str = "calls") -> int:
        oldest = f"{now - WINDOW:%Y-%m-%dT%H}"
        return sum(row.get(series, 0) for key, row in self._state.table(TABLE).items() if key > oldest)

    def header(self, now: datetime) -> str:
        return f"api-usage={self.used(now)}/{self.daily_limit}"

    def reset(self) -> None:
        for key in list(self._state.table(TABLE)):
            self._state.drop(TABLE, key)

    def _forget(self, now: datetime) -> None:
        oldest = f"{now - WINDOW:%Y-%m-%dT%H}"
        for key in [key for key in self._state.table(TABLE) if key <= oldest]:
            self._state.drop(TABLE, key)


def limits(usage: Usage, now: datetime) -> dict[str, Any]:
    calls = {"Max": usage.daily_limit, "Remaining": max(0, usage.daily_limit - usage.used(now))}
    counted = {name: {"Max": most, "Remaining": most - usage.used(now, name)} for name, most in BULK.items()}
    fixed = {name: {"Max": most, "Remaining": most} for name, most in {**FIXED, **STORAGE}.items()}
    return dict(sorted({**fixed, **counted, "DailyApiRequests": calls}.items()))
