"""Pages that are not what they should be, made of the CRM's own answers.

Where rows have to come later, or again, they are held under an invented cursor and given when it is asked
for; so each fault tells the client one of the CRM's lies and leaves the CRM itself alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from advocacy_sync.sandbox.chance import shuffled
from advocacy_sync.sandbox.faults.listings import Listing, Page, listing_of
from advocacy_sync.sandbox.faults.plan import Pages
from advocacy_sync.sandbox.wire import Request, Response

__all__ = ["Shelf", "torn"]

Ask = Callable[[Request], Response]


@dataclass
class Shelf:
    """Answers that are held until their cursor is asked for. They can be read again."""

    crm: str
    _held: dict[str, Callable[[], Response]] = field(default_factory=dict)
    _number: int = 0

    def take(self, request: Request) -> Response | None:
        if not self._held:
            return None
        listing = listing_of(self.crm, request)
        give = self._held.get(listing.asked(request)) if listing else None
        return give() if give else None

    def hold(self, listing: Listing, request: Request, response: Response, page: Page) -> str:
        """The cursor under which this page will be given."""
        cursor = self.cursor(listing, request)
        made = listing.write(response, page)
        self._held[cursor] = lambda: made
        return cursor

    def cursor(self, listing: Listing, request: Request) -> str:
        self._number += 1
        return listing.invented(request, self._number)

    def keep(self, cursor: str, give: Callable[[], Response]) -> None:
        self._held[cursor] = give


@dataclass(frozen=True)
class _Turn:
    """One answer with a page in it, about to be falsified."""

    shelf: Shelf
    listing: Listing
    request: Request
    response: Response
    page: Page
    ask: Ask

    def given(self, page: Page) -> Response:
        return self.listing.write(self.response, page)

    def held(self, page: Page) -> str:
        return self.shelf.hold(self.listing, self.request, self.response, page)

    def next(self) -> Page | None:
        """The page behind this one, asked of the CRM."""
        if self.page.following is None:
            return None
        return self.listing.read(self.ask(self.listing.follow(self.request, self.page.following)))


def torn(pages: Pages, shelf: Shelf, exchange: tuple[Request, Response], ask: Ask) -> Response | None:
    """The answer as the fault makes it; None when there is no page in it. `ask` is the CRM itself."""
    request, response = exchange
    listing = listing_of(shelf.crm, request)
    page = listing.read(response) if listing else None
    if listing is None or page is None:
        return None
    return _PAGES[pages.kind](pages, _Turn(shelf, listing, request, response, page, ask))


def _repeated(_: Pages, turn: _Turn) -> Response:
    """The page comes twice, then the listing goes on."""
    return turn.given(replace(turn.page, following=turn.held(turn.page)))


def _missing(_: Pages, turn: _Turn) -> Response:
    """The next page comes in place of this one."""
    return turn.given(turn.next() or replace(turn.page, rows=[]))


def _short(pages: Pages, turn: _Turn) -> Response:
    """Fewer rows than asked for; the cursor goes on right behind them."""
    rest = turn.held(replace(turn.page, rows=turn.page.rows[pages.rows :]))
    return turn.given(replace(turn.page, rows=turn.page.rows[: pages.rows], following=rest))


def _lossy(pages: Pages, turn: _Turn) -> Response:
    """Rows are missing, and nothing says so but the totals."""
    return turn.given(replace(turn.page, rows=turn.page.rows[: max(0, len(turn.page.rows) - pages.rows)]))


def _empty(_: Pages, turn: _Turn) -> Response:
    """No rows yet, but a cursor under which they come."""
    return turn.given(replace(turn.page, rows=[], following=turn.held(turn.page)))


def _endless(pages: Pages, turn: _Turn) -> Response:
    """This page for ever, under one cursor or under always another."""
    first = turn.shelf.cursor(turn.listing, turn.request)

    def again(cursor: str) -> Response:
        following = cursor if pages.cursors == "same" else turn.shelf.cursor(turn.listing, turn.request)
        turn.shelf.keep(following, lambda: again(following))
        return turn.given(replace(turn.page, following=following))

    return again(first)


def _reordered(_: Pages, turn: _Turn) -> Response:
    """The next page first, then this one, then the rest."""
    behind = turn.next()
    if behind is None:
        return turn.response
    later = turn.held(replace(turn.page, following=behind.following))
    return turn.given(replace(behind, following=later))


def _shuffled(_: Pages, turn: _Turn) -> Response:
    return turn.given(replace(turn.page, rows=shuffled(turn.page.rows, len(turn.page.rows))))


def _total(pages: Pages, turn: _Turn) -> Response:
    total = turn.page.total
    return turn.given(replace(turn.page, total=None if total is None else max(0, total + pages.by)))


_PAGES: Mapping[str, Callable[[Pages, _Turn], Response]] = {
    "repeated": _repeated,
    "missing": _missing,
    "short": _short,
    "lossy": _lossy,
    "empty": _empty,
    "endless": _endless,
    "reordered": _reordered,
    "shuffled": _shuffled,
    "total": _total,
}
