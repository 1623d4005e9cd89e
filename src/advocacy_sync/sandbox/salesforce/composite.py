"""Several calls in one: composite, batch and tree (REST guide, "Composite Resources").

Composite sub-requests may name results of earlier ones (`@{newAccount.id}`); with allOrNone the
first failure takes all of them back.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from advocacy_sync.sandbox.salesforce import bodies, collections
from advocacy_sync.sandbox.salesforce.faults import Fault, not_found
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.tree import tree
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["answer"]

MOST = 25
REFERENCE = re.compile(r"@\{(\w+)((?:\.\w+|\[\d+\])*)\}")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
ROLLED_BACK = "The transaction was rolled back since another operation in the same transaction failed."


class _Failed(Exception):
    """Ends the transaction of a composite call whose sub-request failed."""


def answer(call: Call) -> Response:
    kind = call.path[1] if len(call.path) > 1 else ""
    if kind == "sobjects":
        return collections.answer(call)
    if kind == "tree" and len(call.path) == 3:
        return call.choose(POST=lambda: tree(call, call.sobject(call.path[2])))
    if kind == "batch":
        return call.choose(POST=lambda: _batch(call))
    if kind == "graph":
        return call.choose(POST=lambda: _graphs(call))
    if kind:
        raise not_found()
    return call.choose(GET=lambda: json_response(_listed(call)), POST=lambda: json_response(_composite(call)))


def _listed(call: Call) -> dict[str, str]:
    return {name: f"{call.base}/composite/{name}" for name in ("tree", "batch", "sobjects", "graph")}


def _composite(call: Call) -> dict[str, Any]:
    body = call.object()
    asked = _requests(body, "compositeRequest")
    answers, _ = _run(call, asked, all_or_none=bool(body.get("allOrNone")))
    return {"compositeResponse": answers}


def _requests(body: dict[str, Any], name: str, most: int = MOST) -> list[dict[str, Any]]:
    asked = bodies.rows(body, name)
    if len(asked) > most:
        raise Fault("LIMIT_EXCEEDED", f"Too many sub-requests: the limit is {most}.")
    return asked


def _run(call: Call, asked: list[dict[str, Any]], *, all_or_none: bool) -> tuple[list[dict[str, Any]], bool]:
    """The answers of sub-requests in order, and whether all succeeded."""
    answers: list[dict[str, Any]] = []
    try:
        with call.org.store.transaction():
            results: dict[str, Any] = {}
            for one in asked:
                answers.append(_one(call, one, results))
                if all_or_none and answers[-1]["httpStatusCode"] >= 300:
                    raise _Failed
    except _Failed:
        return _halted(answers, asked), False
    return answers, all(one["httpStatusCode"] < 300 for one in answers)


def _one(call: Call, asked: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
    reference = str(asked.get("referenceId", ""))
    try:
        url, body = _resolved(asked.get("url", ""), results), _resolved(asked.get("body"), results)
    except LookupError as missing:
        words = f"Invalid reference specified. {missing.args[0]}"
        return _answer(reference, 400, [{"errorCode": "PROCESSING_HALTED", "message": words}])
    sent = b"" if body is None else orjson.dumps(body)
    headers = {key.lower(): str(value) for key, value in bodies.inner(asked, "httpHeaders").items()}
    response = call.sub(str(asked.get("method", "GET")).upper(), str(url), sent, headers)
    made = orjson.loads(response.body) if response.body else None
    if response.status < 300:
        results[reference] = made
    return _answer(reference, response.status, made, response)


def _answer(reference: str, status: int, body: Any, response: Response | None = None) -> dict[str, Any]:
    location = response.headers.get("Location") if response else None
    headers = {"Location": location} if location else {}
    return {"body": body, "httpHeaders": headers, "httpStatusCode": status, "referenceId": reference}


def _halted(answers: list[dict[str, Any]], asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only the failed sub-request keeps its error; the others say that they were taken back."""
    halted = [{"errorCode": "PROCESSING_HALTED", "message": ROLLED_BACK}]
    made = [_answer(str(one.get("referenceId", "")), 400, halted) for one in asked]
    made[len(answers) - 1] = answers[-1]
    return made


def _resolved(value: Any, results: dict[str, Any]) -> Any:
    """The value with every reference in its strings filled in. Raises LookupError for one that can't be."""
    if isinstance(value, str):
        return REFERENCE.sub(lambda match: str(_value(match, results)), value) if "@{" in value else value
    if isinstance(value, list):
        return [_resolved(one, results) for one in value]
    if isinstance(value, dict):
        return {key: _resolved(one, results) for key, one in value.items()}
    return value


def _value(match: re.Match[str], results: dict[str, Any]) -> Any:
    found = results.get(match[1])
    for name, place in STEP.findall(match[2]):
        if isinstance(found, dict):
            found = next((value for key, value in found.items() if key.lower() == name.lower()), None)
        elif isinstance(found, list) and place and int(place) < len(found):
            found = found[int(place)]
        else:
            found = None
    if found is None or isinstance(found, dict | list):
        raise LookupError(f"No value for {match[1]}{match[2]} found in {match[1]}")
    return found


def _batch(call: Call) -> Response:
    body = call.object()
    results: list[dict[str, Any]] = []
    for one in _requests(body, "batchRequests"):
        if body.get("haltOnError") and any(result["statusCode"] >= 400 for result in results):
            words = "Batch processing halted per request"
            results.append({"statusCode": 412, "result": [{"errorCode": "BATCH_PROCESSING_HALTED", "message": words}]})
            continue
        url = str(one.get("url", ""))
        url = url if url.startswith("/") else f"/services/data/{url}"
        sent = orjson.dumps(one["richInput"]) if one.get("richInput") is not None else b""
        response = call.sub(str(one.get("method", "GET")).upper(), url, sent, {})
        results.append(
            {"statusCode": response.status, "result": orjson.loads(response.body) if response.body else None}
        )
    return json_response({"hasErrors": any(one["statusCode"] >= 400 for one in results), "results": results})


def _graphs(call: Call) -> Response:
    """Each graph is a transaction of its own, of up to 500 sub-requests."""
    made = []
    for graph in _requests(call.object(), "graphs", 75):
        answers, done = _run(call, _requests(graph, "compositeRequest", 500), all_or_none=True)
        response = {"compositeResponse": answers}
        made.append({"graphId": graph.get("graphId"), "graphResponse": response, "isSuccessful": done})
    return json_response({"graphs": made})
