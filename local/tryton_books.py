"""Make the administration of `tryton_books.toml` in an empty Tryton database, by its own client.

Runs in the virtual environment of the package: `python local/tryton_books.py CONFIG DATABASE`.
"""

import datetime as dt
import sys
import tomllib
from pathlib import Path
from typing import Any

from proteus import Model, config
from trytond.modules.account.tests.tools import create_fiscalyear
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.modules.currency.tests.tools import get_currency

TABLE = Path(__file__).with_suffix(".toml")


def make(settings: Path, database: str) -> None:
    """The company with everything in it, and the two keys."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    session = config.set_trytond(database, config_file=str(settings))
    party = Model.get("party.party")(name=table["company"])
    party.save()
    create_company(party=party, currency=get_currency("EUR"))
    company = get_company()
    session._context.update(company=company.id)  # noqa: SLF001 - as its own tools do it
    for year in table["years"]:
        days = dt.date(year, 1, 1), dt.date(year, 12, 31)
        create_fiscalyear(company, days).click("create_period")
    _ledger(table, company)
    _around(table, company)
    _users(table)


def _ledger(table: dict[str, Any], company: Any) -> None:  # noqa: ANN401 - proteus makes its classes
    kind, account = Model.get("account.account.type"), Model.get("account.account")
    types = {}
    for name, flags in table["types"].items():
        types[name] = kind(name=name, company=company, **flags)
        types[name].save()
    for code, row in table["accounts"].items():
        account(
            code=code,
            name=row["name"],
            type=types[row["type"]],
            company=company,
            party_required=row.get("party", False),
            reconcile=row.get("reconcile", False),
        ).save()


def _around(table: dict[str, Any], company: Any) -> None:  # noqa: ANN401
    journal, party = Model.get("account.journal"), Model.get("party.party")
    for code, row in table["journals"].items():
        journal(code=code, name=row["name"], type=row["type"]).save()
    for code, name in table["debtors"].items():
        party(code=code, name=name).save()
    dimension = Model.get("analytic_account.account")
    for code, row in table["dimensions"].items():
        root = dimension(code=code, name=row["name"], type="root", company=company)
        root.save()
        for value, name in row["values"].items():
            dimension(
                code=value,
                name=name,
                type="normal",
                parent=root,
                root=root,
                company=company,
                state="opened",
            ).save()


def _users(table: dict[str, Any]) -> None:
    user, group = Model.get("res.user"), Model.get("res.group")
    application = Model.get("res.user.application")
    for login, key in table["keys"].items():
        groups = {"koppeling": ["Accounting"], "clerk": ["Accounting", "Accounting Administration"]}
        made = user(name=login, login=login)
        made.companies.append(get_company())
        made.company = get_company()
        made.groups.extend(group.find([("name", "in", groups.get(login, []))]))
        made.save()
        application(user=made, application="rest", key=key).save()


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2])
