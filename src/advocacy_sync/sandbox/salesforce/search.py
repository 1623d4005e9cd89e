"""The search resources: SOSL (`FIND {acme} IN NAME FIELDS RETURNING Account(Id, Name)`) and search by parameters.

Words are matched whole, `*` and `?` stand for any letters. What an object then gives is asked for in
SOQL, so that fields, conditions and orders are judged as in a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from advocacy_sync.sandbox.salesforce import bodies
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["parameterized", "search"]

Test = Callable[[list[str]], bool]
MOST = 2000
WRAPPED_SINCE = 37.0  # before it the records came as a bare list
FIELDS = {
    "ALL": frozenset({"string", "textarea", "email", "phone", "url", "encryptedstring", "combobox"}),
    "SIDEBAR": frozenset({"string", "email", "phone"}),
    "EMAIL": frozenset({"email"}),
    "PHONE": frozenset({"phone"}),
    "NAME": frozenset({"string"}),
}
NAMES = frozenset({"Name", "FirstName", "LastName", "Subject", "CaseNumber"})
FIND = re.compile(
    r"\s*FIND\s*\{(?P<term>(?:\\.|[^}\\])*)\}"
    r"(?:\s+IN\s+(?P<group>ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS)?"
    r"(?:\s+RETURNING\s+(?P<returning>.*?))?"
    r"(?:\s+WITH\s+.*?)?"
    r"(?:\s+LIMIT\s+(?P<limit>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
TAIL = re.compile(r"(?:\s*\bLIMIT\s+(?P<limit>\d+))?(?:\s*\bOFFSET\s+(?P<offset>\d+))?\s*$", re.IGNORECASE)
CLAUSE = re.compile(r"\b(?:WHERE|ORDER\s+BY)\b", re.IGNORECASE)
TOKEN = re.compile(r'"[^"]*"|[()]|[^\s()"]+')
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of one object is given: a statement that gives all of it, and which part of the matches."""

    name: str
    soql: str
    limit: int = MOST
    offset: int = 0


def search(call: Call) -> Response:
    return call.choose(GET=lambda: _sosl(call, call.request.query.get("q", "")))


def parameterized(call: Call) -> Response:
    return call.choose(GET=lambda: _by_query(call), POST=lambda: _by_body(call))


def _sosl(call: Call, text: str) -> Response:
    found = FIND.fullmatch(text)
    if found is None:
        raise _malformed("No search term found. The search term must be enclosed in braces.")
    wanted = [_returning(part) for part in _parts(found["returning"])] if found["returning"] else _everything(call)
    term = re.sub(r"\\(.)", r"\1", found["term"])
    return _answer(call, term, (found["group"] or "ALL").upper(), wanted, int(found["limit"] or MOST))


def _by_query(call: Call) -> Response:
    query = call.request.query
    usual = {"fields": query.get("fields", ""), "limit": query.get("defaultLimit", "")}
    asked = [{"name": name, **usual, **_own(query, name)} for key, name in call.request.query_list if key == "sobject"]
    return _parameters(call, query.get("q", ""), query.get("in", "ALL"), asked, query.get("overallLimit", ""))


def _own(query: dict[str, str], name: str) -> dict[str, str]:
    """What is asked for of one object: `Account.fields=Id,Name`."""
    return {key: query[f"{name}.{key}"] for key in ("fields", "limit", "where") if f"{name}.{key}" in query}


def _by_body(call: Call) -> Response:
    body = call.object()
    usual = {"fields": bodies.words(body, "fields"), "limit": body.get("defaultLimit", "")}
    asked = [{**usual, **one} for one in (bodies.rows(body, "sobjects") if "sobjects" in body else [])]
    return _parameters(
        call, bodies.word(body, "q"), bodies.word(body, "in", "ALL"), asked, str(body.get("overallLimit", ""))
    )


def _parameters(call: Call, term: str, group: str, asked: list[dict[str, Any]], limit: str) -> Response:
    wanted = [_asked(one) for one in asked] if asked else _everything(call)
    return _answer(call, term, group.upper(), wanted, int(limit) if limit.isdigit() else MOST)


def _asked(one: dict[str, Any]) -> Wanted:
    fields = one.get("fields") or "Id"
    names = ", ".join(map(str, fields)) if isinstance(fields, list) else str(fields)
    where = f"WHERE {one['where']}" if one.get("where") else ""
    limit = str(one.get("limit") or "")
    name = str(one.get("name", ""))
    return Wanted(name, _statement(names, name, where), int(limit) if limit.isdigit() else MOST)


def _everything(call: Call) -> list[Wanted]:
    objects = call.org.schema.objects
    searched = [name for name, one in sorted(objects.items()) if one.flag("createable") and one.flag("queryable")]
    return [Wanted(name, _statement("Id", name)) for name in searched]


def _statement(fields: str, name: str, rest: str = "") -> str:
    return f"SELECT {fields} FROM {name} {rest}"  # noqa: S608 - SOQL, judged like any other


def _parts(returning: str) -> Iterator[str]:
    """`Account(Id, Name), Contact` → `Account(Id, Name)`, `Contact`."""
    depth, start = 0, 0
    for at, letter in enumerate(returning):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield returning[start:at].strip()
            start = at + 1
    yield returning[start:].strip()


def _returning(part: str) -> Wanted:
    name, opened, inside = part.partition("(")
    name, inside = name.strip(), inside.rstrip().removesuffix(")")
    if not re.fullmatch(r"\w+", name) or (opened and not part.rstrip().endswith(")")):
        raise _malformed(f"unexpected token: {part}")
    tail = TAIL.search(inside)
    body = inside[: tail.start()] if tail else inside
    clause = CLAUSE.search(body)
    fields, rest = (body[: clause.start()], body[clause.start() :]) if clause else (body, "")
    limit, offset = (tail["limit"], tail["offset"]) if tail else (None, None)
    return Wanted(name, _statement(fields.strip() or "Id", name, rest), int(limit or MOST), int(offset or 0))


def _answer(call: Call, term: str, group: str, wanted: list[Wanted], limit: int) -> Response:
    if group not in FIELDS:
        raise _malformed(f"unexpected token: {group}")
    if len(term.strip().strip('*?"')) < 2:
        raise _malformed(f"search term must be longer than one character: {term}")
    test = _either(TOKEN.findall(term))
    records = [record for one in wanted for record in _matches(call, one, group, test)][:limit]
    return json_response({"searchRecords": records} if float(call.version) >= WRAPPED_SINCE else records)


def _matches(call: Call, wanted: Wanted, group: str, test: Test) -> list[dict[str, Any]]:
    found = call.runner().run(wanted.soql)
    if found.aggregate:
        raise _malformed("aggregate functions are not allowed in a search")
    names = _searched(call, found.sobject, group)
    rows = [row for row in found.rows if test(_words(row, names))]
    return [found.render(row) for row in rows[wanted.offset : wanted.offset + wanted.limit]]


def _searched(call: Call, sobject: SObject, group: str) -> list[str]:
    visible = call.org.schema.visible(sobject)
    named = [field for field in visible if group != "NAME" or field.name in NAMES]
    return [field.name for field in named if field.type in FIELDS[group] and not field.formula]


def _words(row: Row, names: list[str]) -> list[str]:
    """All words of the fields, with a gap between fields that no phrase can bridge."""
    return [word for name in names if row.get(name) for word in (*WORD.findall(str(row[name]).lower()), "")]


# the term: words and phrases, OR between them, AND (also unsaid), AND NOT, parentheses


def _either(tokens: list[str]) -> Test:
    tests = [_all(tokens)]
    while tokens and tokens[0].upper() == "OR":
        del tokens[0]
        tests.append(_all(tokens))
    return lambda words: any(test(words) for test in tests)


def _all(tokens: list[str]) -> Test:
    tests: list[Test] = []
    refused: list[Test] = []
    while tokens and tokens[0] != ")" and tokens[0].upper() != "OR":
        token = tokens.pop(0)
        if token.upper() == "AND":
            continue
        if token.upper() == "NOT" and tokens:
            refused.append(_one(tokens.pop(0), tokens))
        else:
            tests.append(_one(token, tokens))
    return lambda words: all(test(words) for test in tests) and not any(test(words) for test in refused)


def _one(token: str, tokens: list[str]) -> Test:
    if token == "(":  # noqa: S105 - a parenthesis
        inner = _either(tokens)
        if not tokens:
            raise _malformed("unexpected token: <EOF>")
        del tokens[0]
        return inner
    patterns = [
        re.compile(re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w"))
        for word in re.findall(r"[\w*?]+", token.lower())
    ]

    def test(words: list[str]) -> bool:
        last = len(words) - len(patterns)
        return any(
            all(pattern.fullmatch(words[at + step]) for step, pattern in enumerate(patterns)) for at in range(last + 1)
        )

    return test


def _malformed(message: str) -> Fault:
    return Fault("MALFORMED_SEARCH", message)
