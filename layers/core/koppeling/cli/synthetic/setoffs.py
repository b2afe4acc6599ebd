"""Set-off documents of a story (verrekeningen): our form and what payers publish, in turn."""

from collections.abc import Callable, Iterator

from koppeling.cli.synthetic.messages import File
from koppeling.cli.synthetic.story import Payout
from koppeling.formats import forms_write as write
from koppeling.formats.payer_packs import layouts
from koppeling.model.documents import Header, Netting, NettingItem

# the word of a reclaim that each pack knows
MARKS = {"vgz": "CM96", "zilveren_kruis": "FC", "cz": "terugvordering"}
WAYS: tuple[tuple[str, Callable[[write.Table], bytes]], ...] = (
    ("csv", write.as_csv),
    ("xlsx", write.as_workbook),
    ("pdf", write.as_pdf),
)


def set_off(payout: Payout, turn: int) -> Iterator[File]:
    """The document of a payout that was set off; nothing for any other. `turn` chooses the way."""
    if not payout.number:
        return
    pack = payout.payer.pack
    mark = MARKS.get(pack, "")
    first = payout.items[0][0]
    items = tuple(
        NettingItem(0, "declaration", reference, "", cents, f"{4_000_000 + n}")
        if cents > 0
        else NettingItem(0, "reclaim", reference, first, cents, f"{5_000_000 + n}", mark)
        for n, (reference, cents) in enumerate(payout.items)
    )
    named = f"pack:{pack}" if mark else payout.payer.id
    document = Netting(Header("", "", ""), named, payout.number, payout.day, items, payout.cents)
    suffix, way = WAYS[turn % (len(WAYS) if mark else 2)]  # our own form is no PDF
    if mark:
        layout = next(x for x in layouts() if x.pack == pack)
        table = write.published(layout, document, sides=pack == "cz" and suffix == "pdf")
        standard = layout.document
    else:
        table, standard = write.verrekening([document]), "verrekening"
    truth = {
        "kind": "netting",
        "standard": standard,
        "lines": len(items),
        "net_cents": payout.cents,
        "balanced": True,
    }
    yield File(f"{standard}-{payout.number}.{suffix}", way(table), truth)
