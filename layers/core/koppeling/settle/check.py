"""Before anything leaves (controle): the control identities at one commit decide about posting."""

from koppeling.connectors.registry import BY_API, posts
from koppeling.settle.book import book_of
from koppeling.settle.chain import chain_is_whole
from koppeling.settle.held import holds, ready
from koppeling.settle.ledger import load, mapping_of
from koppeling.settle.ports import Workshop


def check(shop: Workshop) -> dict[str, int | str | bool]:
    """Block when an identity that is ours is broken, lift on a decision; what may be posted.

    A person who lifts a block has seen its reason: the same reason does not block again.
    """
    book = book_of(shop)
    if book is None:
        return {"blocked": False, "to_post": 0, "held": 0, "next": "prove"}
    state = shop.store.state()
    ledger = load(shop)
    lifted = max(
        (r.sequence for r in ledger.rulings if _unblocks(r.decision.action, r.refused)), default=0
    )
    if state.blocked and lifted > state.blocked_at:
        shop.store.block(book.sequence, "")
        state = shop.store.state()
    broken = [f"{i.name}: {i.why}" for i in book.identities if i.blocking and i.holds is False]
    chain = chain_is_whole(shop)
    reason = "; ".join([*broken, *([chain] if chain else [])])
    if reason and not state.blocked and reason != state.acknowledged:
        shop.store.block(book.sequence, reason)
    elif not reason:
        shop.store.checked(book.sequence)
    blocked = bool(shop.store.state().blocked)
    mapping = mapping_of(shop, ledger.newest)
    todo = shop.store.todo()
    releases = ledger.releases
    held = sum(holds(i, mapping, releases) for i in todo)
    to_post = 0 if blocked else len(ready(todo, mapping, releases))
    return {
        "blocked": blocked,
        "to_post": to_post,
        "held": held,
        "next": _next(mapping.package.kind, to_post) if not blocked else "prove",
    }


def _next(kind: str, to_post: int) -> str:
    """Which state follows: a package by API is looked at also when nothing is to post."""
    if kind in BY_API:
        return "book_api"
    return "book" if to_post and posts(kind) else "prove"


def _unblocks(action: str, refused: str) -> bool:
    return action == "unblock" and not refused
