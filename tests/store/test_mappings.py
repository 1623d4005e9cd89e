"""Mappings that ran are kept once, by the fingerprint that the rows carry."""

from __future__ import annotations

from dataclasses import replace

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import MappingVersion
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import MAPPING, RUN, T0, deal, hours, put, source, written

ONE = MappingVersion(connection="org", object="Deal", version=MAPPING, document="{}", run=RUN, since=T0)


def test_a_mapping_is_kept_as_it_first_ran(store: SqlStore) -> None:
    later = replace(ONE, since=T0 + hours(1), run=RunId(RUN + 1))
    with store.begin() as work:
        work.mappings.keep(ONE)
        work.mappings.keep(later)
        work.mappings.keep(replace(later, version="m2", document='{"object":"Deal"}'))
    with store.begin() as work:
        first, second = work.mappings.all()
    assert first == ONE
    assert (second.version, second.document) == ("m2", '{"object":"Deal"}')


def test_rows_are_counted_by_the_mapping_that_made_them(store: SqlStore) -> None:
    put(store, *[written(source("Deal", str(n)), ("opportunity", deal(str(n)))) for n in range(3)])
    with store.begin() as work:
        assert work.mappings.rows() == {("org", "Deal", MAPPING): 3}
