"""Invoices, bills, credit notes and payments of several ages, made by Odoo itself."""

from __future__ import annotations

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

DATA = """
import datetime as dt
env = env(context=dict(env.context, allowed_company_ids=[1]))
today = dt.date.today()
day = lambda days: today + dt.timedelta(days=days)
partners, accounts = env['res.partner'], env['account.account']
alpha = partners.create({'name': 'Aging Alpha', 'is_company': True})
buyer = partners.create({'name': 'Alpha Buyer', 'parent_id': alpha.id})
beta, gamma, delta, _ = (
    partners.create({'name': 'Aging ' + name, 'is_company': True}) for name in ('Beta', 'Gamma', 'Delta', 'Idle'))
usd, eur = env.ref('base.USD'), env.ref('base.EUR')
eur.active = True
env['res.currency.rate'].search([('currency_id', '=', eur.id), ('company_id', 'in', (False, 1))]).unlink()
env['res.currency.rate'].create({'currency_id': eur.id, 'name': day(-400), 'rate': 0.5, 'company_id': 1})
mine = [('company_ids' if 'company_ids' in accounts._fields else 'company_id', '=', 1)]
income, expense = (accounts.search([('code', '=like', code), *mine], limit=1) for code in ('4%', '6%'))
days = 'nb_days' if 'nb_days' in env['account.payment.term.line']._fields else 'days'
last = {'value': 'balance'} if days == 'days' else {'value': 'percent', 'value_amount': 50}
halves = env['account.payment.term'].create({'name': 'Half and half', 'line_ids': [
    (0, 0, {'value': 'percent', 'value_amount': 50, days: 10}), (0, 0, {**last, days: 40}),
]})
def document(kind, partner, amount, dated, due=None, currency=usd, terms=None, post=True):
    account = income if kind.startswith('out') else expense
    values = {'move_type': kind, 'partner_id': partner.id, 'company_id': 1, 'currency_id': currency.id,
        'invoice_date': day(dated), 'date': day(dated), 'invoice_payment_term_id': terms and terms.id,
        'invoice_line_ids': [(0, 0, {'name': 'Work', 'price_unit': amount, 'tax_ids': [], 'account_id': account.id})]}
    if terms is None:
        values['invoice_date_due'] = day(dated if due is None else due)
    made = env['account.move'].create(values)
    if post:
        made.action_post()
    return made
for number, due in enumerate((5, -1, -30, -31, -60, -61, -90, -91), 1):
    document('out_invoice', buyer if number == 2 else alpha, 100 * number, due - 40, due)
document('out_invoice', alpha, 999, -10, -5, post=False)
document('out_refund', alpha, 50, -3)
document('out_invoice', delta, 45, -9, 5)
document('out_refund', delta, 45, -9, 5)
part = document('out_invoice', beta, 1000, -45, -15)
document('out_invoice', beta, 60, -20, terms=halves)
document('out_invoice', beta, 250, -30, 0, currency=eur)
paid = document('out_invoice', gamma, 70, -30, -2)
bill = document('in_invoice', gamma, 880, -45, -35)
document('in_invoice', gamma, 120, -5, 25)
document('in_refund', gamma, 30, -5)
bank = env['account.journal'].search([('type', '=', 'bank'), ('company_id', '=', 1)], limit=1)
def pay(moves, amount, dated):
    wizard = env['account.payment.register'].with_context(active_model='account.move', active_ids=moves.ids)
    wizard.create({'payment_date': day(dated), 'amount': amount, 'journal_id': bank.id})._create_payments()
pay(part, 400, -7)
pay(paid, 70, -1)
pay(bill, 80, -4)
env['account.payment'].create({'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': alpha.id,
    'amount': 35, 'date': day(-2), 'journal_id': bank.id}).action_post()
env.cr.commit()
"""

KINDS = {
    19: "(SELECT id, replace(replace(account_type, 'asset_', ''), 'liability_', '') AS kind FROM account_account)",
    14: "(SELECT a.id, t.type AS kind FROM account_account a JOIN account_account_type t ON t.id = a.user_type_id)",
}
"""Accounts with their kind, `receivable` or `payable`."""


def items(version: int) -> str:
    """A table of the posted items on accounts of customers and vendors, of the first company."""
    return (
        "(SELECT l.*, m.name AS document, p.commercial_partner_id AS holder, k.kind FROM account_move_line l "
        f"JOIN {KINDS[version]} k ON k.id = l.account_id JOIN account_move m ON m.id = l.move_id "
        "LEFT JOIN res_partner p ON p.id = l.partner_id WHERE k.kind IN ('receivable', 'payable') "
        "AND l.parent_state = 'posted' AND l.company_id = 1) AS item"
    )


def fill(bed: Bed, tenant: Tenant) -> None:
    """Make the data, once for a database."""
    made = bed.sql(tenant.version, tenant.database, "SELECT id FROM res_partner WHERE name = 'Aging Alpha'")
    if not made:
        bed.shell(tenant.version, tenant.database, DATA)
