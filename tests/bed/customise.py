"""Run inside ``odoo shell`` while the template is made: users, keys, custom fields.

The template builder sends this file's text to the shell of the server at hand, so
it runs on Python 3.9 inside Odoo 14 as well as inside Odoo 19, and imports nothing
of the bed. Changing it makes new templates (the file is part of their key).
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

AGENT_GROUPS = (
    "base.group_user",
    "sales_team.group_sale_salesman_all_leads",
    "purchase.group_purchase_user",
    "stock.group_stock_user",
    "mrp.group_mrp_user",
    "account.group_account_invoice",
    "point_of_sale.group_pos_user",
)
CLERK_GROUPS = ("base.group_user", "sales_team.group_sale_salesman")

EQUIPMENT = (
    ("Forklift", "FL-0001", "2019-03-14", 18500.0),
    ("Label printer", "LP-2207", "2021-11-02", 420.5),
    ("Laser cutter", "LC-0310", "2022-06-30", 74250.0),
    ("Pallet scale", "PS-1140", "2020-01-20", 1399.99),
    ("Packing table", "PT-0008", "2018-09-05", 0.0),
)


def customise(env: Any, version: int) -> dict[str, dict[str, str]]:
    """Make everything and return login, key and password by the name the tests use."""
    people = _people(env, version)
    for step in (_customer_tiers, _delivery_windows, _equipment):
        env.cr.commit()  # nothing may wait to be computed while a custom field changes the registry
        step(env)
    env.cr.commit()
    return people


def _people(env: Any, version: int) -> dict[str, dict[str, str]]:
    """The integration user, a clerk who may do little, a user of two companies, the administrator."""
    agent_groups = AGENT_GROUPS + (("api_doc.group_allow_doc",) if version >= 19 else ())
    clerk_groups = CLERK_GROUPS + (("api_doc.group_allow_doc",) if version >= 19 else ())
    main = env.ref("base.main_company")
    branch = env["res.company"].search([("id", "!=", main.id)], order="id", limit=1)
    if not branch:
        branch = env["res.company"].create({"name": "Atlas Test Branch"})
    agent = _user(env, "agent", agent_groups, main)
    clerk = _user(env, "clerk", clerk_groups, main)
    multi = _user(env, "multi", agent_groups, main | branch)
    admin = env.ref("base.user_admin")
    people = {
        "agent": _credential(env, version, agent, "Atlas"),
        "clerk": _credential(env, version, clerk, "Atlas"),
        "multi": _credential(env, version, multi, "Atlas"),
        "admin": dict(_credential(env, version, admin, "Atlas"), password="admin"),
    }
    admin.password = "admin"
    disposable = _key(env, version, agent, "Atlas disposable")
    people["disposable"] = dict(people["agent"], api_key=disposable)
    if version >= 19:
        expiring = _user(env, "expiring", agent_groups, main)
        people["expiring"] = _credential(env, version, expiring, "Atlas expiring")
    return people


def _user(env: Any, login: str, groups: tuple[str, ...], companies: Any) -> Any:
    """An internal user with exactly these groups (and what they imply)."""
    users = env["res.users"].with_context(no_reset_password=True)
    return users.create(
        {
            "name": f"Atlas {login.title()}",
            "login": login,
            "email": login + "@example.com",
            "company_id": companies[0].id,
            "company_ids": [(6, 0, companies.ids)],
            "group_ids" if "group_ids" in users._fields else "groups_id": [
                (6, 0, [env.ref(group).id for group in groups])
            ],
            "tz": "UTC",
        }
    )


def _credential(env: Any, version: int, user: Any, key_name: str) -> dict[str, str]:
    """A password and a key for the user."""
    password = secrets.token_urlsafe(12)
    user.password = password
    return {"login": user.login, "api_key": _key(env, version, user, key_name), "password": password}


def _key(env: Any, version: int, user: Any, name: str) -> str:
    """A key of the user; the clone moves its expiry, which Odoo 14 does not have."""
    keys = env["res.users.apikeys"].with_user(user)
    if version < 19:
        return str(keys._generate("rpc", name))
    return str(keys._generate("rpc", name, dt.datetime.now() + dt.timedelta(days=80)))  # noqa: DTZ005  Odoo compares it with a naive one


def _custom_field(env: Any, model: str, name: str, label: str, **values: Any) -> None:
    env["ir.model.fields"].create(
        dict(values, name=name, field_description=label, model_id=env["ir.model"]._get(model).id, state="manual")
    )


def _customer_tiers(env: Any) -> None:
    """`x_customer_tier` on partners, set on the first nine companies in turn."""
    tiers = ("gold", "silver", "bronze")
    _custom_field(
        env,
        "res.partner",
        "x_customer_tier",
        "Customer Tier",
        ttype="selection",
        selection_ids=[(0, 0, {"value": tier, "name": tier.title(), "sequence": i}) for i, tier in enumerate(tiers)],
    )
    companies = env["res.partner"].search([("is_company", "=", True)], order="id", limit=9)
    for i, partner in enumerate(companies):
        partner.write({"x_customer_tier": tiers[i % 3]})


def _delivery_windows(env: Any) -> None:
    """`x_delivery_window` on sales orders, set on every second one."""
    _custom_field(env, "sale.order", "x_delivery_window", "Delivery Window", ttype="char")
    windows = ("Mon-Fri 08:00-12:00", "Mon-Fri 13:00-17:00", "Sat 09:00-11:00")
    for i, order in enumerate(env["sale.order"].search([], order="id")[::2]):
        order.write({"x_delivery_window": windows[i % 3]})


def _equipment(env: Any) -> None:
    """The model `x_equipment`, to which no field of any other model points."""
    fields = (("x_name", "Name", "char"), ("x_serial", "Serial Number", "char"), ("x_bought_on", "Bought On", "date"))
    model = env["ir.model"].create(
        {
            "name": "Equipment",
            "model": "x_equipment",
            "field_id": [
                (0, 0, {"name": name, "field_description": label, "ttype": kind})
                for name, label, kind in (*fields, ("x_value", "Value", "float"))
            ],
        }
    )
    env["ir.model.access"].create(
        {
            "name": "x_equipment internal users",
            "model_id": model.id,
            "group_id": env.ref("base.group_user").id,
            "perm_read": True,
            "perm_write": False,
            "perm_create": False,
            "perm_unlink": False,
        }
    )
    for name, serial, bought_on, value in EQUIPMENT:
        env["x_equipment"].create({"x_name": name, "x_serial": serial, "x_bought_on": bought_on, "x_value": value})
