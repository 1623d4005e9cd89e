"""The package keeps the vendor's rules of the source format, refers to what there is, and is what is committed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pytest

from advocacy_salesforce.custom_field import metadata
from advocacy_salesforce.grants import PERMISSION_SET
from advocacy_salesforce.least_rights import GRANTABLE
from advocacy_salesforce.package import READERS, package
from advocacy_salesforce.views import LIST_VIEWS, REPORT_TYPES
from advocacy_sync.cli.packaging import package_files
from advocacy_sync.compose import load_catalogue, load_mappings
from advocacy_sync.mapping.inbound import sources
from advocacy_sync.records.crm_fields import FieldSpec
from advocacy_sync.sandbox.salesforce.custom_fields import read_field
from advocacy_sync.sandbox.salesforce.definitions import standard_schema
from advocacy_sync.services.provision import wishes

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "connectors" / "salesforce" / "package"
HOME = "force-app/main/default/"
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
DEVELOPER_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
# Where a kind of metadata lies, what its files end in, and their root element (the vendor's source-format registry).
PLACES = {
    "field": (r"objects/\w+/fields/(\w+)\.field-meta\.xml", "CustomField"),
    "listView": (r"objects/\w+/listViews/(\w+)\.listView-meta\.xml", "ListView"),
    "permissionset": (r"permissionsets/(\w+)\.permissionset-meta\.xml", "PermissionSet"),
    "reportType": (r"reportTypes/(\w+)\.reportType-meta\.xml", "ReportType"),
    "report": (r"reports/\w+/(\w+)\.report-meta\.xml", "Report"),
    "reportFolder": (r"reports/(\w+)\.reportFolder-meta\.xml", "ReportFolder"),
    "dashboard": (r"dashboards/\w+/(\w+)\.dashboard-meta\.xml", "Dashboard"),
    "dashboardFolder": (r"dashboards/(\w+)\.dashboardFolder-meta\.xml", "DashboardFolder"),
}
# Elements that a kind must have (Metadata API guide), and those that orgs ask of charts besides.
NEEDED = {
    "CustomField": {"fullName", "label", "type"},
    "ListView": {"fullName", "filterScope", "label"},
    "PermissionSet": {"label"},
    "ReportType": {"baseObject", "category", "deployed", "label", "sections"},
    "Report": {"format", "name", "reportType"},
    "ReportFolder": {"name"},
    "DashboardFolder": {"name"},
    "Dashboard": {
        "backgroundEndColor", "backgroundFadeDirection", "backgroundStartColor", "dashboardType", "textColor", "title",
        "titleColor", "titleSize",
    },
}  # fmt: skip
NEEDED_BY_TYPE = {
    "Text": {"length"},
    "LongTextArea": {"length", "visibleLines"},
    "Number": {"precision", "scale"},
    "Currency": {"precision", "scale"},
    "Checkbox": {"defaultValue"},
    "Date": set[str](),
    "Picklist": {"valueSet"},
    "Lookup": {"referenceTo", "relationshipName", "deleteConstraint"},
}
CHART = {"sortBy", "chartAxisRange", "groupingColumn", "chartSummary", "report"}
STANDARD = {name: set(one.fields) for name, one in standard_schema(multi_currency=False).objects.items()}

FILES = package_files("salesforce")
XML = {name: text for name, text in FILES.items() if name.endswith("-meta.xml")}
EACH = pytest.mark.parametrize("name", XML, ids=lambda name: name.removeprefix(HOME))


def root(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(XML[name])


def tag(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


def texts(element: ElementTree.Element, path: str) -> list[str]:
    found = element.findall("/".join(NAMESPACE + part for part in path.split("/")))
    return [one.text or "" for one in found]


def of(kind: str) -> Iterator[tuple[str, ElementTree.Element]]:
    for name in XML:
        if name.endswith(f".{kind}-meta.xml"):
            yield PurePosixPath(name).name.removesuffix(f".{kind}-meta.xml"), root(name)


def fields() -> dict[str, set[str]]:
    """Names of custom fields by object."""
    found: dict[str, set[str]] = {}
    for name in XML:
        if match := re.fullmatch(rf"{HOME}objects/(\w+)/fields/(\w+)\.field-meta\.xml", name):
            found.setdefault(match[1], set()).add(match[2])
    return found


def there(object_name: str, field: str) -> bool:
    return field in fields().get(object_name, set()) | STANDARD[object_name]


# -- what is committed ------------------------------------------------------------------------------


def test_the_committed_package_is_what_the_catalogue_gives() -> None:
    kept = {
        path.relative_to(COMMITTED).as_posix(): path.read_bytes().decode()
        for path in COMMITTED.rglob("*")
        if path.is_file()
    }
    assert kept == FILES, "run python3 dev.py package"


def test_the_same_catalogue_gives_the_same_bytes_in_the_same_order() -> None:
    assert list(package_files("salesforce").items()) == list(FILES.items())
    assert list(FILES) == sorted(FILES)


# -- the format -------------------------------------------------------------------------------------


def test_the_project_says_where_its_source_is() -> None:
    project = json.loads(FILES["sfdx-project.json"])
    assert [one["path"] for one in project["packageDirectories"]] == ["force-app"]
    assert [one["default"] for one in project["packageDirectories"]] == [True]
    assert re.fullmatch(r"\d\d\.0", project["sourceApiVersion"])


@EACH
def test_a_file_lies_where_its_kind_belongs_under_a_name_that_the_vendor_takes(name: str) -> None:
    assert name.startswith(HOME)
    kinds = [kind for pattern, kind in PLACES.values() if re.fullmatch(pattern, name.removeprefix(HOME))]
    assert kinds == [tag(root(name))]
    match = next(m for p, _ in PLACES.values() if (m := re.fullmatch(p, name.removeprefix(HOME))))
    assert DEVELOPER_NAME.fullmatch(match[1].removesuffix("__c"))
    assert len(match[1]) <= 80


@EACH
def test_a_file_has_what_its_kind_must_have(name: str) -> None:
    element = root(name)
    assert {tag(one) for one in element} >= NEEDED[tag(element)]
    assert element.tag.startswith(NAMESPACE)
    assert XML[name].startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    assert XML[name].endswith(">\n")
    assert "\r" not in XML[name]


@EACH
def test_elements_stand_in_the_order_of_the_schema_and_repeated_ones_together(name: str) -> None:
    for element in root(name).iter():
        tags = [tag(one) for one in element]
        assert tags == sorted(tags, key=lambda one: (one != "fullName", one))


@EACH
def test_the_full_name_is_the_files(name: str) -> None:
    for full in texts(root(name), "fullName"):
        assert PurePosixPath(name).name.partition(".")[0] == full


def test_no_two_pieces_share_a_name_or_a_label() -> None:
    for kind in PLACES:
        names = [name for name, _ in of(kind)]
        labels = [label for _, element in of(kind) for label in texts(element, "label")]
        if kind != "field":  # fields share neither within their object, which the catalogue sees to
            assert len(set(labels)) == len(labels)
            assert len({name.lower() for name in names}) == len(names)


# -- fields -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "element"), list(of("field")), ids=[name for name, _ in of("field")])
def test_a_field_has_what_its_type_must_have_within_the_vendors_limits(name: str, element: ElementTree.Element) -> None:
    (kind,) = texts(element, "type")
    assert {tag(one) for one in element} >= NEEDED_BY_TYPE[kind]
    assert len(name.removesuffix("__c")) <= 40
    assert len(texts(element, "label")[0]) <= 40
    assert 0 < len(texts(element, "inlineHelpText")[0]) <= 510
    assert 0 < len(texts(element, "description")[0]) <= 1_000
    for length in texts(element, "length"):
        assert 1 <= int(length) <= 255


def test_the_package_has_the_fields_that_apply_makes_with_the_same_definition() -> None:
    specs = [wish.spec for wish in wishes(load_catalogue(), "salesforce", load_mappings("salesforce", None)[0])]
    assert {f"{one.object}/{one.name}" for one in specs} == {f"{o}/{n}" for o, names in fields().items() for n in names}
    schema = standard_schema(multi_currency=False)
    for one in specs:
        read_field(schema, schema.objects[one.object], one.name, metadata(one))  # the local org takes it


# -- references -------------------------------------------------------------------------------------


def test_permission_sets_grant_fields_that_there_are_and_never_more_than_they_must() -> None:
    sets = dict(of("permissionset"))
    assert set(sets) == {PERMISSION_SET, READERS}
    for element in sets.values():
        granted = texts(element, "fieldPermissions/field")
        assert len(set(granted)) == len(granted)
        for field in granted:
            object_name, _, name = field.partition(".")
            assert there(object_name, name)
            assert name.endswith("__c") or name in GRANTABLE[object_name].values()
        rights = {one: texts(element, f"fieldPermissions/{one}") for one in ("readable", "editable")}
        assert set(rights["readable"]) == {"true"}
        assert not {"true"} & {*texts(element, "objectPermissions/allowCreate"),
                               *texts(element, "objectPermissions/allowDelete"),
                               *texts(element, "objectPermissions/modifyAllRecords")}  # fmt: skip


def editable(element: ElementTree.Element) -> set[str]:
    pairs = zip(texts(element, "fieldPermissions/field"), texts(element, "fieldPermissions/editable"), strict=True)
    return {field for field, right in pairs if right == "true"}


def test_the_integration_writes_what_the_mappings_push_and_reads_what_they_read() -> None:
    documents = [file.document for file in load_mappings("salesforce", None)[0]]
    pushed = {f"{doc.object}.{line.field}" for doc in documents for line in doc.push.values()}
    read = {f"{doc.object}.{name}" for doc in documents for name in sources(doc) if name.endswith("__c")}
    element = dict(of("permissionset"))[PERMISSION_SET]
    assert editable(element) == pushed
    assert read <= set(texts(element, "fieldPermissions/field"))
    objects = dict(
        zip(texts(element, "objectPermissions/object"), texts(element, "objectPermissions/allowEdit"), strict=True)
    )
    assert {name for name, right in objects.items() if right == "true"} == {doc.object for doc in documents if doc.push}
    assert texts(element, "userPermissions/name") == ["ApiEnabled"]


def test_readers_fill_in_what_is_theirs_and_only_see_the_rest() -> None:
    element = dict(of("permissionset"))[READERS]
    specs = [wish.spec for wish in wishes(load_catalogue(), "salesforce", load_mappings("salesforce", None)[0])]
    assert editable(element) == {f"{one.object}.{one.name}" for one in specs if not one.pushed}
    assert set(texts(element, "fieldPermissions/field")) == {f"{one.object}.{one.name}" for one in specs}


def test_list_views_show_fields_that_there_are_and_filter_by_them() -> None:
    assert {name for name, _ in of("listView")} == {view.name for view in LIST_VIEWS}
    for view in LIST_VIEWS:
        element = dict(of("listView"))[view.name]
        columns = texts(element, "columns")
        for name in [*columns, *texts(element, "filters/field")]:
            if name.endswith("__c"):
                assert name in fields()[view.object]
            else:
                assert re.fullmatch(r"FULL_NAME|(ACCOUNT|CONTACT|OPPORTUNITY|CORE\.USERS)\.[A-Z_]+", name)
        assert any(name.endswith("__c") for name in columns)
        assert len(columns) <= 15
        assert len(texts(element, "label")[0]) <= 40
        assert set(texts(element, "filterScope")) <= {"Everything", "Mine"}


LOOKUPS = {"Account", "Owner"}  # a lookup is called by its relationship in report types


def test_report_types_have_fields_that_there_are() -> None:
    for _, element in of("reportType"):
        (base,) = texts(element, "baseObject")
        assert set(texts(element, "sections/columns/table")) == {base}
        columns = texts(element, "sections/columns/field")
        assert len(set(columns)) == len(columns)
        assert all(name in LOOKUPS or there(base, name) for name in columns)


def test_reports_use_a_type_of_the_package_and_columns_that_it_has() -> None:
    types = dict(of("reportType"))
    for _, element in of("report"):
        (kind,) = texts(element, "reportType")
        of_type = types[kind.removesuffix("__c")]
        (base,) = texts(of_type, "baseObject")
        known = {f"{base}${name}" for name in texts(of_type, "sections/columns/field")}
        grouped = texts(element, "groupingsDown/field")
        named = texts(element, "columns/field")
        assert {*grouped, *named, *texts(element, "filter/criteriaItems/column")} <= known
        assert set(texts(element, "timeFrameFilter/dateColumn")) <= known
        assert not set(grouped) & set(named)  # orgs refuse a group among the columns
        assert all(len(text) <= 255 for text in texts(element, "description"))
        assert len(texts(element, "name")[0]) <= 40


def test_the_dashboard_shows_reports_of_the_package_and_its_charts_say_what_orgs_ask_of_them() -> None:
    reports = {f"Advocacy_Sync/{name}" for name, _ in of("report")}
    ((_, element),) = of("dashboard")
    path = "/".join(
        NAMESPACE + part for part in ("dashboardGridLayout", "dashboardGridComponents", "dashboardComponent")
    )
    components = element.findall(path)
    assert components
    for one in components:
        assert set(texts(one, "report")) <= reports
        if texts(one, "componentType") != ["Metric"]:
            assert {tag(part) for part in one} >= CHART


def test_reports_and_dashboards_lie_in_folders_of_the_package() -> None:
    for kind, folder in (("reports", "reportFolder"), ("dashboards", "dashboardFolder")):
        inside = {name.split("/")[4] for name in XML if re.match(rf"{HOME}{kind}/\w+/", name)}
        assert inside == {name for name, _ in of(folder)}


def test_the_readme_tells_how_it_is_deployed_in_an_order_that_works() -> None:
    text = FILES["README.md"]
    assert text.index("reportTypes") < text.index("dashboards")
    assert "sf project deploy start" in text
    assert PERMISSION_SET in text
    for path in re.findall(r"--source-dir (\S+)", text):
        assert any(name.startswith(path.rstrip("/") + "/") for name in FILES)


# -- mappings of one's own --------------------------------------------------------------------------


def specs() -> list[FieldSpec]:
    return [wish.spec for wish in wishes(load_catalogue(), "salesforce", load_mappings("salesforce", None)[0])]


def test_an_adopted_field_is_referred_to_and_not_made() -> None:
    (own,) = [one for one in specs() if one.value == "advocate_status"]
    theirs = replace(own, name="My_Status__c")
    made = package([one for one in specs() if one != own], [theirs], {}, {"Contact": ["My_Status__c"]})
    assert not any("My_Status__c" in name or own.name in name for name in made)
    every = "".join(made.values())
    assert own.name not in every
    view = made[f"{HOME}objects/Contact/listViews/Advocacy_Who_Can_Vouch.listView-meta.xml"]
    assert "<columns>My_Status__c</columns>" in view


def test_what_shows_a_value_that_is_not_there_is_left_out() -> None:
    made = package([one for one in specs() if one.value not in ("signals", "last_verified")], [], {}, {})
    assert not any("Open_Signals" in name for name in made)
    assert "Open_Signals" not in made[f"{HOME}dashboards/Advocacy_Sync/Advocacy.dashboard-meta.xml"]
    view = made[f"{HOME}objects/Contact/listViews/Advocacy_To_Verify.listView-meta.xml"]
    assert "Last_Verified" not in view
    assert {one.name for one in REPORT_TYPES} <= {PurePosixPath(name).name.partition(".")[0] for name in made}


def test_a_picklist_calls_its_values_by_their_full_names() -> None:
    entry = next(one for one in load_catalogue().fields if one.value == "availability")
    field = replace(specs()[0], kind="picklist", length=None, options=entry.options, name="P__c")
    text = package([field], [], {}, {})[f"{HOME}objects/Contact/fields/P__c.field-meta.xml"]
    values = ElementTree.fromstring(text).findall(f".//{NAMESPACE}value")
    assert [[tag(part) for part in one] for one in values] == [["fullName", "default", "label"]] * 4
