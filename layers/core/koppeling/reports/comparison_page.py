"""The four schemes side by side as a page (boekingswijzen vergeleken), beside the four reports."""

from koppeling.model.cents import euros_in
from koppeling.reports.comparison import SIDES, Comparison
from koppeling.reports.entry_texts import as_booked
from koppeling.reports.report import day_of, template
from koppeling.reports.terms import terms
from koppeling.reports.words import ROLES, word


def page(found: Comparison, language: str = "nl") -> str:
    """The page as HTML: no script, nothing from outside; links to the report of each scheme."""
    events = found.payout.events if found.payout else ()
    return template("comparison.html").render(
        found=found,
        language=language,
        t=terms(language),
        euro=euros_in(language),
        day=day_of(language),
        as_booked=as_booked((e.text for e in events), language),
        role=lambda key: word(ROLES, key, language),
        scheme=lambda key: word(SIDES, key, language),
    )
