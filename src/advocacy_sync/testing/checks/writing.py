"""Writing: each change once, each with its receipt, nothing beside what was meant, bad rows apart from good ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.crm import PushOutcome, Receipt, Value
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_same
from advocacy_sync.testing.subject import Fault, Subject
from advocacy_sync.testing.world import World, opened

__all__ = ["WRITING"]

WRITING = Group("writing")
APPLIED, REJECTED = PushOutcome.APPLIED, PushOutcome.REJECTED
NO_NUMBER = "Quagga 4711"  # stands in no message: it could be somebody's name
TEXTS = ("007", "null", "#N/A", "None", "=1+1", 'a,"b";c', "line\nline", "é ü ß 漢字 🦓", "<b>&amp;</b>", "' OR 1=1 --")
AMOUNT = "9007199254740.53"  # a float keeps it, and a float of less care does not


@WRITING.promise("What was written is read as it was wired, type by type", "CS-84 CS-96")
def values_are_read_as_wired(subject: Subject) -> None:
    with opened(subject, rows=2) as world:
        session, (one, other) = world.session(), world.stage.ids()
        wired = {name: session.writer.wire(value) for name, value in subject.values.items()}
        (receipt,) = session.writer.write(world.thing.object, [world.change(one, **wired)])
        expect_same(receipt.outcome, APPLIED, f"the outcome of a good write ({receipt.message})")
        _holds(world, one, wired)
        untouched = world.latest(world.session(), [other], world.thing.text)[other]
        expect_same(untouched.payload[world.thing.text], None, "a row that nobody wrote to")


@WRITING.promise("None clears a field, and a field that is not named stays", "CS-71 CS-31 CS-89")
def none_clears_and_absent_stays(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        session, (one,), thing = world.session(), world.stage.ids(), world.thing
        filled = {name: session.writer.wire(subject.values[name]) for name in (thing.text, thing.number, thing.day)}
        session.writer.write(thing.object, [world.change(one, **filled)])
        (receipt,) = world.write(session, [one], thing.text, None)
        expect_same(receipt.outcome, APPLIED, f"the outcome of clearing a field ({receipt.message})")
        _holds(world, one, {**filled, thing.text: None})
        cleared = {thing.number: None, thing.day: None}
        session.writer.write(thing.object, [world.change(one, **cleared)])
        _holds(world, one, {thing.text: None, **cleared})


@WRITING.promise("False and nought are values, and clear nothing", "CS-71")
def false_and_nought_are_values(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        session, (one,), thing = world.session(), world.stage.ids(), world.thing
        wired = {thing.flag: session.writer.wire(False), thing.number: session.writer.wire(0)}
        session.writer.write(thing.object, [world.change(one, **wired)])
        _holds(world, one, wired)
        found = world.latest(world.session(), [one], thing.flag, thing.number)[one].payload
        expect_same((found[thing.flag], found[thing.number]), (False, "0"), "false and nought")


@WRITING.promise("Texts arrive as they were sent, whatever they look like", "CS-21 CS-22 CS-71 F-03 F-04")
def texts_arrive_unchanged(subject: Subject) -> None:
    with opened(subject, rows=len(TEXTS)) as world:
        session, thing = world.session(), world.thing
        wanted = dict(zip(world.stage.ids(), TEXTS, strict=True))
        changes = [world.change(id, **{thing.text: session.writer.wire(text)}) for id, text in wanted.items()]
        receipts = session.writer.write(thing.object, changes)
        expect_same({receipt.outcome for receipt in receipts}, {APPLIED}, "outcomes")
        rows = world.rows(world.session(), thing.text)
        found = {str(row.key.external_id): row.payload[thing.text] for row in rows}
        expect_same(found, wanted, "texts")


@WRITING.promise("An amount keeps every digit", "CS-84 F-08")
def amounts_are_exact(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        session, (one,), thing = world.session(), world.stage.ids(), world.thing
        wired = session.writer.wire(Money.parse(AMOUNT, "USD"))
        world.write(session, [one], thing.number, wired)
        found = world.latest(world.session(), [one], thing.number)[one].payload[thing.number]
        expect_same((found, wired), (AMOUNT, AMOUNT), "an amount as it was read and as it was wired")


@WRITING.promise("A value that is read back compares equal with itself when it is wired", "CS-68")
def wire_gives_what_reads_give(subject: Subject) -> None:
    values: list[Value] = ["text", 12, True, False, None, Money.parse("1054.50", "USD"), *subject.values.values()]
    with opened(subject, rows=1) as world:
        session, (one,), thing = world.session(), world.stage.ids(), world.thing
        wire = session.writer.wire
        for value in values:
            expect_same(wire(value), wire(value), "the same value wired twice")
        world.write(session, [one], thing.number, wire(Money.parse("1054.50", "USD")))
        found = world.latest(session, [one], thing.number)[one].payload[thing.number]
        expect_same(found, wire(Money.parse("1054.50", "USD")), "an amount that ends in nought")


@WRITING.promise("Each change has one receipt, in their order, with its own key", "CS-66 CS-75")
def receipts_stand_in_order(subject: Subject) -> None:
    with opened(subject, rows=2 * subject.thing.batch + 3) as world:
        session = world.session()
        ids = list(reversed(world.stage.ids()))
        receipts = world.write(session, ids, world.thing.text, "text")
        expect_same([receipt.key.external_id for receipt in receipts], ids, "keys of the receipts")
        expect_same({receipt.outcome for receipt in receipts}, {APPLIED}, "outcomes")
        _each_once(world, ids)


@WRITING.promise("No call carries more rows than the vendor takes", "D-02")
def calls_carry_a_batch_at_most(subject: Subject) -> None:
    with opened(subject, rows=2 * subject.thing.batch + 3) as world:
        ids = world.stage.ids()
        world.write(world.session(), ids, world.thing.text, "text")
        for call in world.calls("write"):
            carried = sum(id in call.text for id in ids)
            expect(carried <= world.thing.batch, f"a call carried {carried} rows; {world.thing.batch} are taken")


@WRITING.promise("Nothing to write is no call")
def no_changes_are_no_calls(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        expect_same(world.session().writer.write(world.thing.object, []), [], "receipts of no changes")
        expect(not world.calls("write"), "a call was made to write nothing")


@WRITING.promise("Two changes of one row have two receipts, and the later one counts", "CS-73")
def two_changes_of_a_row_both_count(subject: Subject) -> None:
    with opened(subject, rows=2) as world:
        session, (one, other), thing = world.session(), world.stage.ids(), world.thing
        values = [(one, "first"), (other, "other"), (one, "second")]
        receipts = session.writer.write(thing.object, [world.change(id, **{thing.text: text}) for id, text in values])
        expect_same(len(receipts), 3, "receipts")
        applied = [text for (id, text), receipt in zip(values, receipts, strict=True) if _is(receipt, APPLIED, id, one)]
        expect(applied, f"neither change of a row was applied: {receipts[0].message}")
        _holds(world, one, {thing.text: applied[-1]})
        _holds(world, other, {thing.text: "other"})


# -- bad rows among good ones ----------------------------------------------------------------------------


@WRITING.promise("A value that the CRM does not take is rejected with its reason, and harms no other row", "D-01 D-04")
def bad_values_harm_no_other(subject: Subject) -> None:
    with opened(subject, rows=7) as world:
        session, ids, thing = world.session(), world.stage.ids(), world.thing
        bad = ids[3]
        changes = [world.change(id, **{thing.number: NO_NUMBER if id == bad else "3"}) for id in ids]
        receipts = {str(one.key.external_id): one for one in session.writer.write(thing.object, changes)}
        _only(world, receipts, bad)
        expect(receipts[bad].message, "a row was rejected without a reason")
        expect(receipts[bad].code, "a row was rejected without the CRM's code")
        found = world.latest(world.session(), ids, thing.number)
        held = {id: row.payload[thing.number] for id, row in found.items()}
        expect_same(held, {id: None if id == bad else "3" for id in ids}, "values after a write with a bad one")


@WRITING.promise("A rejection does not quote what was to be written", "CS-91")
def rejections_quote_no_value(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        (receipt,) = world.write(world.session(), world.stage.ids(), world.thing.number, NO_NUMBER)
        expect_same(receipt.outcome, REJECTED, "the outcome of a bad value")
        expect(NO_NUMBER not in receipt.message, f"the reason quotes the value: {receipt.message}")


@WRITING.promise("A row that does not exist is rejected, not unknown, and harms no other", "D-08 CS-94")
def unknown_rows_are_rejected(subject: Subject) -> None:
    with opened(subject, rows=4) as world:
        one, gone, *others = world.stage.ids()
        world.stage.purge([gone])
        asked = [one, world.thing.unknown_id, gone, *others]
        receipts = {str(r.key.external_id): r for r in world.write(world.session(), asked, world.thing.text, "text")}
        _only(world, receipts, world.thing.unknown_id, gone)


@WRITING.promise("A row that a rule of the CRM refuses is the only one refused", "D-01 D-04 CS-72")
def refused_rows_are_the_only_ones(subject: Subject) -> None:
    with opened(subject, rows=9) as world:
        session, ids = world.session(), world.stage.ids()
        world.stage.fail(Fault(kind="refuse_row", id=ids[4]))
        receipts = {str(r.key.external_id): r for r in world.write(session, ids, world.thing.text, "text")}
        expect(world.stage.hits(), "no call met the rule")
        _only(world, receipts, ids[4])
        _values(world, {id: None if id == ids[4] else "text" for id in ids})


@WRITING.promise("One row that makes the CRM refuse whole calls is found, and all others are written", "D-02 CS-73")
def a_row_that_spoils_calls_is_found(subject: Subject) -> None:
    with opened(subject, rows=33) as world:
        session, ids = world.session(), world.stage.ids()
        world.stage.fail(Fault(kind="refuse_batch", id=ids[20]))
        receipts = {str(r.key.external_id): r for r in world.write(session, ids, world.thing.text, "text")}
        expect(world.stage.hits(), "no call met the rule")
        _only(world, receipts, ids[20])
        _values(world, {id: None if id == ids[20] else "text" for id in ids})


@WRITING.promise("A field that may not be written costs its rows, with a reason, and raises nothing", "D-25 CS-80")
def unwritable_fields_are_rejected(subject: Subject) -> None:
    with opened(subject, rows=2) as world:
        receipts = world.write(world.session(), world.stage.ids(), world.thing.quiet, "3")
        expect_same({receipt.outcome for receipt in receipts}, {REJECTED}, "outcomes of writing what the CRM works out")
        expect(all(receipt.message for receipt in receipts), "rows were rejected without a reason")


@WRITING.promise("A batch is at least one row and at most those that wait, and its cost is told in calls", "C-17 CS-82")
def batches_and_costs_are_sane(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        writer = world.session().writer
        costs = []
        for waiting in (1, 2, 99, 1_000, 50_000):
            expect(1 <= writer.batch(waiting) <= waiting, f"{writer.batch(waiting)} of {waiting} rows for one write")
            costs.append(writer.cost(waiting))
        expect(costs[0] >= 1 and costs == sorted(costs), f"costs of ever more rows: {costs}")


@WRITING.promise("Reading, writing and reading back take no more calls than the room said", "C-17 CS-82")
def costs_are_kept(subject: Subject) -> None:
    with opened(subject, rows=2 * subject.thing.batch + 3) as world:
        session, ids, thing = world.session(), world.stage.ids(), world.thing
        world.latest(session, ids[:1], thing.text)
        world.write(session, ids[:1], thing.text, "warm")
        before, said = len(world.calls()), session.writer.cost(len(ids))
        world.latest(session, ids, thing.text)
        world.write(session, ids, thing.text, "text")
        world.latest(session, ids, thing.text)
        made = len(world.calls()) - before
        expect(made <= said, f"{made} calls for {len(ids)} rows, of which the room said that they take {said}")


def _is(receipt: Receipt, outcome: PushOutcome, id: str, wanted: str) -> bool:
    return id == wanted and receipt.outcome is outcome


def _only(world: World, receipts: Mapping[str, Receipt], *bad: str) -> None:
    """These rows were rejected, all others applied; and each was rejected under its own key."""
    for id, receipt in receipts.items():
        wanted = REJECTED if id in bad else APPLIED
        expect_same(receipt.outcome, wanted, f"the outcome of {world.thing.object} {id} ({receipt.message})")
    missing = sorted(set(bad) - set(receipts))
    expect(not missing, f"no receipts for {missing}")


def _each_once(world: World, ids: Sequence[str]) -> None:
    more = [id for id in ids if world.sent(id) != 1]
    expect(not more, f"{len(more)} rows were not sent exactly once, among them {more[:3]}")


def _values(world: World, wanted: Mapping[str, str | None]) -> None:
    found = world.latest(world.session(), list(wanted), world.thing.text)
    expect_same({id: row.payload[world.thing.text] for id, row in found.items()}, dict(wanted), "values by id")


def _holds(world: World, id: str, wanted: Mapping[str, object]) -> None:
    row = world.latest(world.session(), [id], *wanted)[id]
    expect_same({name: row.payload.get(name) for name in wanted}, dict(wanted), "values of the row")
