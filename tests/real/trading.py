"""Sales to invoice, purchases at every stage, and vendors' prices with breaks, made by Odoo itself."""

from __future__ import annotations

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

DATA = """
import datetime as dt
env = env(context=dict(env.context, allowed_company_ids=[1]))
today, now = dt.date.today(), dt.datetime.now().replace(microsecond=0)
day = lambda days: today + dt.timedelta(days=days)
partners, templates = env['res.partner'], env['product.template']
usd, eur = env.ref('base.USD'), env.ref('base.EUR')
eur.active = True
env['res.currency.rate'].search([('currency_id', '=', eur.id), ('company_id', 'in', (False, 1))]).unlink()
env['res.currency.rate'].create({'currency_id': eur.id, 'name': day(-400), 'rate': 0.5, 'company_id': 1})
def product(name, code, service=False):
    kind = {'type': 'consu', 'is_storable': True} if 'is_storable' in templates._fields else {'type': 'product'}
    return env['product.product'].create({'name': name, 'default_code': code, 'invoice_policy': 'order',
        'taxes_id': [(6, 0, [])], 'supplier_taxes_id': [(6, 0, [])],
        'purchase_method': 'purchase' if service else 'receive', **({'type': 'service'} if service else kind)})
bolt, nut, care, _ = (product('Atlas ' + name, 'AT-' + name.upper(), name == 'Care')
    for name in ('Bolt', 'Nut', 'Care', 'Idle'))
client, euro, north, south, east, carer = (partners.create({'name': name, 'is_company': True})
    for name in ('Invoice Me', 'Euro Client', 'Vendor North', 'Vendor South', 'Vendor East', 'Vendor Care'))
contact = partners.create({'name': 'Invoice Contact', 'parent_id': client.id})
lists = {currency: env['product.pricelist'].create({'name': currency.name, 'currency_id': currency.id, 'company_id': 1})
    for currency in (usd, eur)}
def sale(partner, lines, currency=usd):
    made = env['sale.order'].create({'partner_id': partner.id, 'company_id': 1, 'pricelist_id': lists[currency].id,
        'order_line': [(0, 0, {'product_id': item.id, 'product_uom_qty': quantity, 'price_unit': price,
            'discount': discount}) for item, quantity, price, discount in lines]})
    made.action_confirm()
    return made
sale(client, [(bolt, 10, 12.5, 0), (care, 2, 50, 10)])
sale(contact, [(nut, 4, 25, 0)])._create_invoices().action_post()
sale(contact, [(nut, 2, 30, 0)])
sale(euro, [(bolt, 3, 40, 0)], eur)
prepaid = sale(client, [(nut, 8, 25, 0)])
advance = env['sale.advance.payment.inv'].with_context(active_model='sale.order', active_ids=prepaid.ids)
deposit = {'advance_payment_method': 'fixed', 'fixed_amount': 60}
if 'deposit_account_id' in advance._fields:
    deposit['deposit_account_id'] = env['account.account'].search(
        [('code', '=like', '4%'), ('company_id', '=', 1)], limit=1).id
advance.create(deposit).create_invoices()
prepaid.invoice_ids.action_post()
infos = env['product.supplierinfo']
holder, unit = 'partner_id' if 'partner_id' in infos._fields else 'name', 'product_uom_id' in infos._fields
def price(vendor, item, amount, quantity=0, currency=usd, days=1, discount=0, dozen=False, **more):
    if discount and 'discount' in infos._fields:
        more['discount'] = discount
    if dozen and unit:
        more['product_uom_id'] = env.ref('uom.product_uom_dozen').id
    infos.create({holder: vendor.id, 'product_tmpl_id': item.product_tmpl_id.id, 'price': amount, 'delay': days,
        'min_qty': quantity, 'currency_id': currency.id, 'company_id': 1, **more})
price(north, bolt, 5, days=3)
price(north, bolt, 4, 50, days=3)
price(north, bolt, 3.5, 500, days=3)
price(south, bolt, 2.2, currency=eur, days=10)
price(east, bolt, 1, date_end=day(-1))
price(east, bolt, 4.5, product_id=bolt.id)
price(south, nut, 7, 12, discount=10)
price(north, nut, 6.5, date_start=day(-3), date_end=day(30))
price(east, nut, 60, 1, dozen=True)
def buy(vendor, lines, planned, received=(), currency=usd):
    made = env['purchase.order'].create({'partner_id': vendor.id, 'company_id': 1, 'currency_id': currency.id,
        'partner_ref': 'REF ' + vendor.name, 'order_line': [(0, 0, {'product_id': item.id, 'name': item.name,
            'product_qty': quantity, 'price_unit': amount, 'date_planned': now + dt.timedelta(days=planned),
            UNIT: env.ref('uom.product_uom_unit').id}) for item, quantity, amount in lines]})
    made.button_confirm()
    if made.state == 'to approve':
        made.button_approve(force=True)
    made.order_line.write({'date_planned': now + dt.timedelta(days=planned)})
    moves = made.picking_ids[MOVES]
    for move, quantity in zip(moves, received):
        move[DONE] = quantity
        if 'picked' in move:
            move.picked = True
    if received:
        made.picking_ids._action_done()
    return made
UNIT = 'product_uom_id' if 'product_uom_id' in env['purchase.order.line']._fields else 'product_uom'
pickings = env['stock.picking']._fields
MOVES, DONE = ('move_ids', 'quantity') if 'move_ids' in pickings else ('move_lines', 'quantity_done')
buy(north, [(bolt, 100, 5), (nut, 20, 6.5)], -12, (60, 0))
buy(south, [(nut, 30, 7)], 6, currency=eur)
buy(east, [(bolt, 10, 4.5), (care, 1, 80)], -2, (10,))
whole = buy(north, [(bolt, 5, 4.8)], -40, (5,))
whole.action_create_invoice()
whole.invoice_ids.invoice_date = today
whole.invoice_ids.action_post()
buy(east, [(nut, 3, 9)], -20)
buy(carer, [(care, 2, 70)], 4)
env.cr.commit()
"""


def fill(bed: Bed, tenant: Tenant) -> None:
    """Make the data, once for a database."""
    made = bed.sql(tenant.version, tenant.database, "SELECT id FROM res_partner WHERE name = 'Vendor North'")
    if not made:
        bed.shell(tenant.version, tenant.database, DATA)
