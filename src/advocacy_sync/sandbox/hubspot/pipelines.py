"""Pipelines and their stages (`/crm/v3/pipelines/{type}`); the defaults of deals, tickets and leads."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .faults import conflict, invalid, not_found
from .shapes import mapping, objects, text, whole

__all__ = [
    "archive",
    "archive_stage",
    "audit",
    "create",
    "create_stage",
    "ensure_defaults",
    "list_all",
    "list_stages",
    "read",
    "read_stage",
    "update",
    "update_stage",
]

_EPOCH = "1970-01-01T00:00:00.000Z"  # stages of default pipelines carry createdAt 0

_DEALS = (
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
)
_TICKETS = (
    ("1", "New", "OPEN"),
    ("2", "Waiting on contact", "OPEN"),
    ("3", "Waiting on us", "OPEN"),
    ("4", "Closed", "CLOSED"),
)
_LEADS = (
    ("new-stage-id", "New", "NEW"),
    ("attempting-stage-id", "Attempting", "IN_PROGRESS"),
    ("connected-stage-id", "Connected", "IN_PROGRESS"),
    ("qualified-stage-id", "Qualified", "QUALIFIED"),
    ("unqualified-stage-id", "Unqualified", "UNQUALIFIED"),
)


def ensure_defaults(state: State) -> None:
    """Give a new portal the pipelines that HubSpot gives it."""
    for type_id, row in _default_pipelines().items():
        if not state.table(f"pipelines:{type_id}"):
            state.put(f"pipelines:{type_id}", row["id"], row)


def list_all(call: Call) -> Response:
    rows = sorted(call.portal.pipelines(call.kind()).values(), key=_order)
    return answer({"results": [_show(row) for row in rows if row["archived"] == call.flag("archived")]})


def read(call: Call) -> Response:
    return answer(_show(_find(call)))


def create(call: Call) -> Response:
    label = call.required("label")
    if any(row["label"] == label for row in call.portal.pipelines(call.kind()).values()):
        raise conflict(f"A pipeline with label '{label}' already exists")
    pipeline_id = text(call.fields.get("pipelineId"), "pipelineId") or str(
        call.portal.next_number("pipeline", 75_001_001)
    )
    row = _pipeline(pipeline_id, label, [], call.stamp, whole(call.fields.get("displayOrder"), "displayOrder"))
    for given in objects(call.fields.get("stages"), "stages"):
        row["stages"].append(_new_stage(call, given))
    _put(call, row)
    return answer(_show(row), 201)


def update(call: Call) -> Response:
    changes = _changes(call)
    row: Row = {**_find(call), **changes, "updatedAt": call.stamp}
    if call.request.method == "PUT":
        row["stages"] = [_new_stage(call, given) for given in objects(call.fields.get("stages"), "stages")]
    _put(call, row)
    return answer(_show(row))


def archive(call: Call) -> Response:
    row = _find(call)
    if len(call.portal.pipelines(call.kind())) == 1:
        raise invalid("The only pipeline of an object type cannot be deleted")
    call.portal.state.drop(f"pipelines:{call.kind().type_id}", row["id"])
    return Response(204)


def audit(call: Call) -> Response:
    row = _find(call)
    entry = {
        "portalId": call.portal.settings.portal_id,
        "identifier": row["id"],
        "action": "CREATE",
        "timestamp": row["createdAt"],
        "message": f"Pipeline {row['label']} was created",
        "rawObject": {},
        "fromUserId": call.portal.settings.user_id,
    }
    return answer({"results": [entry]})


def list_stages(call: Call) -> Response:
    return answer({"results": _show(_find(call))["stages"]})


def read_stage(call: Call) -> Response:
    return answer(_find_stage(call))


def create_stage(call: Call) -> Response:
    row = _find(call)
    stage = _new_stage(call, call.fields)
    _put(call, {**row, "stages": [*row["stages"], stage]})
    return answer(stage, 201)


def update_stage(call: Call) -> Response:
    row, stage = _find(call), _find_stage(call)
    changes = _changes(call)
    metadata = {**stage["metadata"], **_texts(call.fields.get("metadata"))}
    changed: Row = {**stage, **changes, "metadata": metadata, "updatedAt": call.stamp}
    _put(call, {**row, "stages": [changed if one["id"] == stage["id"] else one for one in row["stages"]]})
    return answer(changed)


def archive_stage(call: Call) -> Response:
    row, stage = _find(call), _find_stage(call)
    _put(call, {**row, "stages": [one for one in row["stages"] if one["id"] != stage["id"]]})
    return Response(204)


def _find(call: Call) -> Row:
    row = call.portal.pipelines(call.kind()).get(call.args["pipeline"])
    if row is None:
        raise not_found(f"Pipeline {call.args['pipeline']} does not exist")
    return row


def _find_stage(call: Call) -> Row:
    for stage in _find(call)["stages"]:
        if stage["id"] == call.args["stage"]:
            return dict(stage)
    raise not_found(f"Stage {call.args['stage']} does not exist")


def _put(call: Call, row: Row) -> None:
    call.portal.state.put(f"pipelines:{call.kind().type_id}", row["id"], row)


def _changes(call: Call) -> Row:
    """The fields of a pipeline or stage that a PATCH gives."""
    given = call.fields
    found: Row = {"archived": given["archived"] is True} if "archived" in given else {}
    if given.get("label"):
        found["label"] = text(given["label"], "label")
    if given.get("displayOrder") is not None:
        found["displayOrder"] = whole(given["displayOrder"], "displayOrder")
    return found


def _new_stage(call: Call, given: dict[str, Any]) -> Row:
    label = text(given.get("label"), "label")
    if not label:
        raise invalid("Some required fields were not set: [label]")
    metadata = _texts(given.get("metadata"))
    if call.kind().type_id == "0-3":
        if "probability" not in metadata:
            raise invalid("Deal stages need a probability between 0.0 and 1.0 in their metadata")
        metadata = {"isClosed": text(_probability(metadata) in (0, 1), "isClosed"), **metadata}
    stage_id = text(given.get("stageId"), "stageId") or str(call.portal.next_number("stage", 147_001_001))
    return _stage(stage_id, label, metadata, call.stamp, whole(given.get("displayOrder"), "displayOrder"))


def _probability(metadata: dict[str, str]) -> Decimal:
    try:
        value = Decimal(metadata["probability"])
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= 1:
        raise invalid(f"Probability {metadata['probability']} is not between 0.0 and 1.0")
    return value


def _texts(metadata: Any) -> dict[str, str]:
    return {key: text(value, key) for key, value in mapping(metadata, "metadata").items()}


def _show(row: Row) -> Row:
    return {**row, "stages": sorted(row["stages"], key=_order)}


def _order(row: Row) -> int:
    return int(row["displayOrder"])


def _default_pipelines() -> dict[str, Row]:
    deals = [
        _stage(key, label, {"isClosed": str(value in ("0.0", "1.0")).lower(), "probability": value}, _EPOCH, order)
        for order, (key, label, value) in enumerate(_DEALS)
    ]
    tickets = [
        _stage(key, label, {"isClosed": str(value == "CLOSED").lower(), "ticketState": value}, _EPOCH, order)
        for order, (key, label, value) in enumerate(_TICKETS)
    ]
    leads = [
        _stage(key, label, {"leadState": value}, _EPOCH, order) for order, (key, label, value) in enumerate(_LEADS)
    ]
    return {
        "0-3": _pipeline("default", "Sales Pipeline", deals, _EPOCH),
        "0-5": _pipeline("0", "Support Pipeline", tickets, _EPOCH),
        "0-136": _pipeline("lead-pipeline-id", "Lead pipeline", leads, _EPOCH),
    }


def _pipeline(key: str, label: str, stages: list[Row], stamp: str, order: int = 0) -> Row:
    head = {"label": label, "displayOrder": order, "id": key, "stages": stages}
    return {**head, "createdAt": stamp, "updatedAt": stamp, "archived": False}


def _stage(key: str, label: str, metadata: dict[str, str], stamp: str, order: int) -> Row:
    head = {"label": label, "displayOrder": order, "metadata": metadata, "id": key}
    tail = {"createdAt": stamp, "updatedAt": stamp, "archived": False}
    return {**head, **tail, "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT"}
