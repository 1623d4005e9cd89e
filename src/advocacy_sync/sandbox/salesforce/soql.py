"""Parses SOQL (query language reference, "SOQL SELECT syntax") into the values of `soql_ast`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from advocacy_sync.sandbox.salesforce.dates import is_literal, read_instant
from advocacy_sync.sandbox.salesforce.faults import Fault, malformed
from advocacy_sync.sandbox.salesforce.soql_ast import (
    AllFields,
    And,
    Call,
    Compare,
    Condition,
    DateLiteral,
    Day,
    Instant,
    Not,
    Number,
    Or,
    Order,
    Path,
    Query,
    Selected,
    SubQuery,
    Text,
    TypeOf,
    Value,
)  # fmt: skip
from advocacy_sync.sandbox.salesforce.soql_tokens import Token, fault_at, tokens, unquote

__all__ = ["parse"]

LONGEST = 100_000
COMPARISONS = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
CLAUSES = frozenset(
    [
        "FROM",
        "WHERE",
        "GROUP",
        "ORDER",
        "LIMIT",
        "OFFSET",
        "FOR",
        "ALL",
        "WITH",
        "HAVING",
        "USING",
        "NULLS",
        "ASC",
        "DESC",
        "UPDATE",
        "AND",
        "OR",
    ]
)
T = TypeVar("T")


def parse(soql: str) -> Query:
    if not soql.strip():
        raise malformed("A query string has to be specified")
    if len(soql) > LONGEST:
        raise Fault("MALFORMED_QUERY", "SOQL statements cannot be longer than 100000 characters.")
    parser = _Parser(soql)
    try:
        query = parser.query()
    except RecursionError:
        raise malformed("The statement is nested too deeply") from None
    parser.end()
    return replace(query, text=soql)


class _Parser:
    def __init__(self, soql: str) -> None:
        self._soql = soql
        self._tokens = tokens(soql)
        self._place = 0

    # words and signs

    @property
    def _now(self) -> Token:
        return self._tokens[self._place]

    def _next(self) -> Token:
        token = self._now
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def _is(self, *words: str) -> bool:
        ahead = self._tokens[self._place : self._place + len(words)]
        return [token.text.upper() for token in ahead if token.kind in {"word", "sign"}] == list(words)

    def _take(self, *words: str) -> bool:
        if not self._is(*words):
            return False
        self._place += len(words)
        return True

    def _need(self, *words: str) -> None:
        if not self._take(*words):
            raise self._unexpected()

    def _unexpected(self, token: Token | None = None) -> Fault:
        token = token or self._now
        said = "unexpected end of query" if token.kind == "end" else f"unexpected token: '{token.text}'"
        return fault_at(self._soql, token.at, said)

    def _listed(self, one: Callable[[], T]) -> tuple[T, ...]:
        found = [one()]
        while self._take(","):
            found.append(one())
        return tuple(found)

    def end(self) -> None:
        if self._now.kind != "end":
            raise self._unexpected()

    # statement

    def query(self) -> Query:
        self._need("SELECT")
        select = self._listed(self._selected)
        self._need("FROM")
        source = self._source()
        if self._take("USING", "SCOPE"):
            self._word()
        where = self._condition() if self._take("WHERE") else None
        if self._take("WITH"):
            self._word()
        group = self._listed(self._operand) if self._take("GROUP", "BY") else ()
        having = self._condition() if self._take("HAVING") else None
        order = self._listed(self._order) if self._take("ORDER", "BY") else ()
        limit = self._whole() if self._take("LIMIT") else None
        offset = self._whole() if self._take("OFFSET") else 0
        return Query(select, source, where, group, having, order, limit, offset, self._tail())

    def _tail(self) -> bool:
        """FOR VIEW, FOR REFERENCE, FOR UPDATE, UPDATE TRACKING and ALL ROWS, of which only the last counts."""
        all_rows = False
        while True:
            if self._take("ALL", "ROWS"):
                all_rows = True
            elif self._take("FOR") or self._take("UPDATE"):
                self._listed(self._word)
            else:
                return all_rows

    def _source(self) -> Path:
        path = self._path()
        self._take("AS")
        if self._now.kind == "word" and self._now.text.upper() not in CLAUSES:
            return replace(path, alias=self._next().text)
        return path

    def _selected(self) -> Selected:
        token = self._now
        if self._take("("):
            inner = self.query()
            self._need(")")
            return SubQuery(inner, token.at)
        if self._is("FIELDS", "("):
            return self._all_fields()
        if self._is("TYPEOF"):
            return self._type_of()
        operand = self._operand()
        if self._now.kind == "word" and self._now.text.upper() not in CLAUSES:
            return replace(operand, alias=self._next().text)
        return operand

    def _all_fields(self) -> AllFields:
        at = self._next().at
        self._need("(")
        which = self._word().upper()
        self._need(")")
        if which not in {"ALL", "STANDARD", "CUSTOM"}:
            raise fault_at(self._soql, at, f"unexpected token: '{which}'")
        return AllFields(which, at)

    def _type_of(self) -> TypeOf:
        self._need("TYPEOF")
        path, branches = self._path(), []
        while self._take("WHEN"):
            name = self._word()
            self._need("THEN")
            branches.append((name, self._listed(self._path)))
        otherwise = self._listed(self._path) if self._take("ELSE") else ()
        self._need("END")
        return TypeOf(path, tuple(branches), otherwise)

    def _order(self) -> Order:
        by = self._operand()
        descending = self._take("DESC") or (self._take("ASC") and False)
        nulls_first = self._take("NULLS", "FIRST") or not self._take("NULLS", "LAST")
        return Order(by, descending, nulls_first)

    # operands

    def _word(self) -> str:
        if self._now.kind != "word":
            raise self._unexpected()
        return self._next().text

    def _path(self) -> Path:
        token = self._now
        return Path(tuple(self._word().split(".")), token.at)

    def _operand(self) -> Path | Call:
        path = self._path()
        if path.text.upper() in CLAUSES:
            raise fault_at(self._soql, path.at, f"unexpected token: '{path.text}'")
        if not self._take("("):
            return path
        argument = None if self._is(")") else self._operand()
        self._need(")")
        return Call(path.text.upper(), argument, path.at)

    def _whole(self) -> int:
        token = self._next()
        if token.kind != "number" or not token.text.isdigit():
            raise self._unexpected(token)
        return int(token.text)

    # conditions

    def _condition(self) -> Condition:
        first = self._term()
        for word, kind in (("AND", And), ("OR", Or)):
            if self._is(word):
                parts = [first]
                while self._take(word):
                    parts.append(self._term())
                if self._is("AND") or self._is("OR"):
                    # The vendor wants brackets around a mixture of AND and OR.
                    raise self._unexpected()
                return kind(tuple(parts))
        return first

    def _term(self) -> Condition:
        if self._take("NOT"):
            return Not(self._term())
        if self._take("("):
            inner = self._condition()
            self._need(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        left, token = self._operand(), self._next()
        word = token.text.upper()
        if token.kind == "sign" and word in COMPARISONS:
            return Compare(left, COMPARISONS[word], self._value(), token.at)
        if word == "LIKE":
            return Compare(left, "LIKE", self._value(like=True), token.at)
        if word == "NOT" and self._take("IN"):
            return Not(Compare(left, "IN", self._members(), token.at))
        if word == "IN":
            return Compare(left, "IN", self._members(), token.at)
        if word in {"INCLUDES", "EXCLUDES"}:
            return Compare(left, word, self._members(), token.at)
        raise self._unexpected(token)

    def _members(self) -> tuple[Value, ...] | Query:
        self._need("(")
        members = self.query() if self._is("SELECT") else self._listed(self._value)
        self._need(")")
        return members

    def _value(self, *, like: bool = False) -> Value:
        token = self._next()
        if token.kind == "text":
            return Text(unquote(token.text, like=like))
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "day":
            return Day(token.text)
        if token.kind == "instant":
            return self._instant(token)
        if token.kind == "word":
            return self._named(token)
        raise self._unexpected(token)

    def _instant(self, token: Token) -> Instant:
        try:
            return Instant(read_instant(token.text))
        except ValueError:
            raise fault_at(self._soql, token.at, f"invalid dateTime: {token.text}") from None

    def _named(self, token: Token) -> Value:
        word = token.text.upper()
        if word in {"TRUE", "FALSE"}:
            return word == "TRUE"
        if word == "NULL":
            return None
        if is_literal(word):
            return DateLiteral(word, self._whole() if self._take(":") else 0)
        if word[:3].isalpha() and word[3:].replace(".", "", 1).isdigit():
            return Number(float(word[3:]), word[:3])
        raise fault_at(self._soql, token.at, f"Bind variables only allowed in Apex code: '{token.text}'")
