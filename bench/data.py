"""What the questions are about, made in a fresh database before anything is measured."""

from __future__ import annotations

from typing import Final

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real import counter, factory, ledger, trading, warehouses

PARTNER: Final = "Azure Interior"
ORDER: Final = "BENCH-ORDER"
"""The customer's reference of an order that is delivered and invoiced in part, with a file and a message."""

_ORDER: Final = f"""
partner = env['res.partner'].search([('name', '=', '{PARTNER}')])
cabinet, lamp = (env['product.product'].search([('default_code', '=', code)]) for code in ('E-COM11', 'FURN_8888'))
(cabinet + lamp).write({{'invoice_policy': 'delivery'}})
order = env['sale.order'].create({{'partner_id': partner.id, 'client_order_ref': '{ORDER}', 'order_line': [
    (0, 0, {{'product_id': item.id, 'product_uom_qty': quantity}}) for item, quantity in ((cabinet, 5), (lamp, 2))]}})
order.action_confirm()
move = order.picking_ids.move_ids.filtered(lambda item: item.product_id == cabinet)
move.write({{'quantity': 3, 'picked': True}})
order.picking_ids._action_done()
order._create_invoices().action_post()
order.message_post(body='Please deliver to the back door.')
env['ir.attachment'].create({{
    'name': 'plan.txt', 'raw': b'Third floor', 'res_model': 'sale.order', 'res_id': order.id}})
env.cr.commit()
"""


def fill(bed: Bed, tenant: Tenant) -> None:
    """Books, trade, a factory, a shop, two warehouses, and one order that is half done."""
    ledger.fill(bed, tenant)
    trading.fill(bed, tenant)
    factory.build(bed, tenant, orders=True)
    counter.sell(bed, tenant)
    warehouses.stocked(bed, tenant)
    bed.shell(tenant.version, tenant.database, _ORDER)
