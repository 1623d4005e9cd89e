"""The source-format package: our fields, permission sets, list views, report types, reports and a dashboard.

File names, places and elements: the vendor's Metadata API guide and the registry of its source format. Made from the
catalogue and the mappings alone, so that the same of them give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from advocacy_sync.records.crm_fields import FieldSpec

from .custom_field import metadata
from .grants import PERMISSION_SET, PERMISSION_SET_LABEL
from .least_rights import GRANTABLE_OBJECTS, readable
from .source_xml import Parts, document
from .views import DASHBOARD, FOLDER, FOLDER_LABEL, LIST_VIEWS, REPORT_TYPES, REPORTS, Chart, Filter, ListView, Report

__all__ = ["package"]

VERSION = "67.0"
ROOT = "force-app/main/default"
READERS, READERS_LABEL = "Advocacy_Sync_Readers", "Advocacy Sync: Readers"
_CLOSE = {"Contact": "CreatedDate", "Account": "CreatedDate", "Opportunity": "CloseDate"}
_ROW_COUNT = "RowCount"
Resolve = Callable[[str], str | None]  # a `$value` to the field that holds it, other names to themselves
_README = """# The Salesforce package

Generated from `mappings/catalogue.yaml` and the mapping files by `python3 dev.py package`; do not edit it by hand.
It holds the fields that the mappings use, with help texts; two permission sets; list views; report types, reports
and a dashboard.

An administrator deploys it with Salesforce's own tool, first to a sandbox org. Reports come second: an org checks
them against report types that it has already.

    sf org login web --alias acme
    sf project deploy start --target-org acme --source-dir force-app/main/default/objects \\
        --source-dir force-app/main/default/permissionsets --source-dir force-app/main/default/reportTypes
    sf project deploy start --target-org acme --source-dir force-app/main/default/reports \\
        --source-dir force-app/main/default/dashboards
    sf org assign permset --target-org acme --name {integration} --on-behalf-of integration@acme.example
    sf org assign permset --target-org acme --name {readers} --on-behalf-of seller@acme.example

With `--dry-run` the first two only check.

`{integration}` is for the user that advocacy-sync logs in as: reading of what the mappings read, writing of what
they push, nothing else. `{readers}` is for people: it shows what we write, and lets them fill in what is theirs.
Share the report and dashboard folder *{folder}* with whom it concerns.

A field that is there already and has the same name is changed to what stands here. If your org has fields of its
own for some of the values, name them in a mapping file of your own, and write a package of your own with
`advocacy-sync crm package --config config.yaml --out package`: it leaves them alone, and refers to them.
"""


def package(
    fields: Sequence[FieldSpec],
    adopted: Sequence[FieldSpec],
    reads: Mapping[str, Sequence[str]],
    writes: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Texts by path, in the order of the paths."""
    every = [*fields, *adopted]
    files = {
        "README.md": _README.format(integration=PERMISSION_SET, readers=READERS, folder=FOLDER_LABEL),
        "sfdx-project.json": _project(),
        **{_path("objects", one.object, "fields", f"{one.name}.field"): _field(one) for one in fields},
        _path("permissionsets", f"{PERMISSION_SET}.permissionset"): _integration(every, reads, writes),
        _path("permissionsets", f"{READERS}.permissionset"): _readers(every),
        **dict(_list_views(every)),
        **dict(_reports(every)),
    }
    return {name: files[name] for name in sorted(files)}


def _path(*parts: str) -> str:
    return "/".join([ROOT, *parts]) + "-meta.xml"


def _project() -> str:
    project = {
        "packageDirectories": [{"path": "force-app", "default": True}],
        "name": "advocacy-sync",
        "namespace": "",
        "sourceApiVersion": VERSION,
    }
    return json.dumps(project, indent=2) + "\n"


# -- fields and rights -----------------------------------------------------------------------------


def _field(spec: FieldSpec) -> str:
    parts = metadata(spec)
    values = parts.get("valueSet")
    if values is not None:  # in files a value is called by its full name
        named = [
            {"fullName": one["valueName"], "default": one["default"], "label": one["label"]}
            for one in values["valueSetDefinition"]["value"]
        ]
        parts["valueSet"] = {**values, "valueSetDefinition": {"sorted": False, "value": named}}
    return document("CustomField", {"fullName": spec.name, **parts})


def _integration(
    fields: Sequence[FieldSpec], reads: Mapping[str, Sequence[str]], writes: Mapping[str, Sequence[str]]
) -> str:
    """What the mappings read and write. All rows: one that is not shared would be missing without a word."""
    known = {one.object for one in fields}
    names = sorted({name for name in [*reads, *writes] if reads.get(name) or writes.get(name)} | known)
    editable = {f"{name}.{field}" for name in names for field in writes.get(name, ())}
    granted = {one for name in names for one in readable(name, reads.get(name, ()))} | editable
    granted |= {f"{one.object}.{one.name}" for one in fields}
    objects = [_object(name, edit=bool(writes.get(name))) for name in names if name in GRANTABLE_OBJECTS]
    return _permission_set(
        PERMISSION_SET_LABEL,
        "What advocacy-sync reads and writes, and nothing else. For the integration user.",
        [_right(name, edit=name in editable) for name in sorted(granted)],
        {"objectPermissions": objects, "userPermissions": [{"enabled": True, "name": "ApiEnabled"}]},
    )


def _readers(fields: Sequence[FieldSpec]) -> str:
    rights = {f"{one.object}.{one.name}": not one.pushed for one in fields}
    return _permission_set(
        READERS_LABEL,
        "Shows what advocacy-sync writes, and lets people fill in what is theirs. For everybody who works with it.",
        [_right(name, edit=rights[name]) for name in sorted(rights)],
        {},
    )


def _permission_set(label: str, description: str, rights: Sequence[Parts], more: Parts) -> str:
    parts: dict[str, Any] = {"label": label, "description": description, "fieldPermissions": rights}
    return document("PermissionSet", {**parts, "hasActivationRequired": False, **more})


def _right(name: str, *, edit: bool) -> Parts:
    return {"field": name, "readable": True, "editable": edit}


def _object(name: str, *, edit: bool) -> Parts:
    rights = {"allowCreate": False, "allowDelete": False, "allowEdit": edit, "allowRead": True}
    return {**rights, "object": name, "modifyAllRecords": False, "viewAllRecords": True}


# -- list views ------------------------------------------------------------------------------------


def _held(fields: Iterable[FieldSpec], object_name: str, prefix: str = "") -> Resolve:
    names = {one.value: one.name for one in fields if one.object == object_name}

    def resolve(name: str) -> str | None:
        found = names.get(name[1:]) if name.startswith("$") else name
        return None if found is None else prefix + found

    return resolve


def _list_views(fields: Sequence[FieldSpec]) -> Iterator[tuple[str, str]]:
    for view in LIST_VIEWS:
        resolve = _held(fields, view.object)
        if all(resolve(one.field) for one in view.filters):
            yield _path("objects", view.object, "listViews", f"{view.name}.listView"), _list_view(view, resolve)


def _list_view(view: ListView, resolve: Resolve) -> str:
    parts: dict[str, Any] = {
        "fullName": view.name,
        "columns": [name for one in view.columns if (name := resolve(one))],
        "filterScope": "Mine" if view.mine else "Everything",
        "filters": [_filter(one, resolve) for one in view.filters],
        "label": view.label,
    }
    return document("ListView", parts)


def _filter(one: Filter, resolve: Resolve) -> Parts:
    value = {"value": one.value} if one.value else {}
    return {"field": str(resolve(one.field)), "operation": one.operation, **value}


# -- reports ---------------------------------------------------------------------------------------


def _reports(fields: Sequence[FieldSpec]) -> Iterator[tuple[str, str]]:
    types = {one.name: one for one in REPORT_TYPES}
    for kind in REPORT_TYPES:
        own = [one.name for one in fields if one.object == kind.object]
        columns = [
            {"checkedByDefault": name in kind.fields[:2], "field": name, "table": kind.object}
            for name in [*kind.fields, *own]
        ]
        parts: dict[str, Any] = {
            "baseObject": kind.object,
            "category": kind.category,
            "deployed": True,
            "description": kind.description,
            "label": kind.label,
            "sections": [{"columns": columns, "masterLabel": f"{kind.object}s"}],
        }
        yield _path("reportTypes", f"{kind.name}.reportType"), document("ReportType", parts)
    yield _path("reports", f"{FOLDER}.reportFolder"), document("ReportFolder", {"name": FOLDER_LABEL})
    made = []
    for report in REPORTS:
        base = types[report.type].object
        resolve = _held(fields, base, f"{base}$")
        if all(resolve(name) for name in (report.group, *report.sums, *(one.field for one in report.filters))):
            made.append(report.name)
            yield _path("reports", FOLDER, f"{report.name}.report"), _report(report, base, resolve)
    yield _path("dashboards", f"{FOLDER}.dashboardFolder"), document("DashboardFolder", {"name": FOLDER_LABEL})
    charts = [one for one in DASHBOARD if one.report in made]
    yield _path("dashboards", FOLDER, "Advocacy.dashboard"), _dashboard(charts, fields)


def _report(report: Report, base: str, resolve: Resolve) -> str:
    columns = []
    for name in report.columns:
        if found := resolve(name):
            columns.append({"field": found, **({"aggregateTypes": "Sum"} if name in report.sums else {})})
    criteria = [
        {
            "column": str(resolve(one.field)),
            "columnToColumn": False,
            "isUnlocked": True,
            "operator": one.operation,
            "value": one.value,
        }
        for one in report.filters
    ]
    granularity = "FiscalQuarter" if report.quarters else "Day"
    parts: dict[str, Any] = {
        "columns": columns,
        "description": report.description,
        "filter": {"criteriaItems": criteria},
        "format": "Summary",
        "groupingsDown": [{"dateGranularity": granularity, "field": str(resolve(report.group)), "sortOrder": "Asc"}],
        "name": report.label,
        "reportType": f"{report.type}__c",
        "scope": "organization",
        "showDetails": True,
        "showGrandTotal": True,
        "showSubTotals": True,
        "timeFrameFilter": {"dateColumn": f"{base}${_CLOSE[base]}", "interval": "INTERVAL_CUSTOM"},
    }
    return document("Report", parts)


def _dashboard(charts: Sequence[Chart], fields: Sequence[FieldSpec]) -> str:
    return document(
        "Dashboard",
        {
            "backgroundEndColor": "#FFFFFF",
            "backgroundFadeDirection": "Diagonal",
            "backgroundStartColor": "#FFFFFF",
            "chartTheme": "light",
            "colorPalette": "unity",
            "dashboardGridLayout": {
                "dashboardGridComponents": [_placed(one, fields) for one in charts],
                "numberOfColumns": 12,
                "rowHeight": 36,
            },
            "dashboardType": "LoggedInUser",
            "description": "Who can vouch, who should be asked, and what it is worth.",
            "isGridLayout": True,
            "textColor": "#000000",
            "title": "Advocacy",
            "titleColor": "#000000",
            "titleSize": 12,
        },
    )


def _placed(chart: Chart, fields: Sequence[FieldSpec]) -> Parts:
    column, row, width, height = chart.at
    return {
        "colSpan": width,
        "columnIndex": column,
        "dashboardComponent": _component(chart, fields),
        "rowIndex": row,
        "rowSpan": height,
    }


def _component(chart: Chart, fields: Sequence[FieldSpec]) -> Parts:
    report = next(one for one in REPORTS if one.name == chart.report)
    base = next(one.object for one in REPORT_TYPES if one.name == report.type)
    resolve = _held(fields, base, f"{base}$")
    summary = {"aggregate": "Sum", "column": str(resolve(chart.of))} if chart.of else {"column": _ROW_COUNT}
    parts: dict[str, Any] = {
        "autoselectColumnsFromReport": False,
        "chartSummary": summary,
        "componentType": chart.kind,
        "displayUnits": "Auto",
        "header": chart.header,
        "report": f"{FOLDER}/{chart.report}",
    }
    if chart.kind == "Metric":
        colors = {"indicatorHighColor": "#54C254", "indicatorLowColor": "#C25454", "indicatorMiddleColor": "#C2C254"}
        return {**parts, **colors, "metricLabel": chart.header}
    summary["axisBinding"] = "y"
    return {
        **parts,
        "chartAxisRange": "Auto",
        "drillEnabled": False,
        "drillToDetailEnabled": False,
        "enableHover": True,
        "expandOthers": False,
        "groupingColumn": str(resolve(report.group)),
        "legendPosition": "Bottom",
        "showPercentage": False,
        "showTotal": chart.kind == "Donut",
        "showValues": True,
        "sortBy": "RowLabelAscending",
        "useReportChart": False,
    }
