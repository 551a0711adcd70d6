"""Two warehouses with goods of every kind, planned and late transfers, lots, reservations and reordering rules.

`STOCK` is run in Odoo's own shell; what is in it is what the tests of inventory expect, by SQL and by Odoo's ORM.
"""

from __future__ import annotations

import json
from typing import Any

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

STOCK = """
from datetime import datetime, timedelta
import odoo
modern = odoo.release.version_info[0] >= 18
env = env(context=dict(env.context, allowed_company_ids=[1], tracking_disable=True))
storable = {'type': 'consu', 'is_storable': True} if modern else {'type': 'product'}
unit, dozen, meter = (env.ref('uom.product_uom_' + name) for name in ('unit', 'dozen', 'meter'))
def product(name, code, **values):
    values = {'name': name, 'default_code': code, **values}
    if not modern and 'uom_id' in values:
        values['uom_po_id'] = values['uom_id']
    return env['product.product'].create(values)
ware = env['product.category'].create({'name': 'Inventory ware'})
fine = env['product.category'].create({'name': 'Fine ware', 'parent_id': ware.id})
lamp = product('Brass lamp', 'INV-LAMP', categ_id=ware.id, **storable)
serum = product('Night serum', 'INV-SERUM', categ_id=fine.id, tracking='lot', **storable)
rope = product('Hemp rope', 'INV-ROPE', categ_id=ware.id, uom_id=meter.id, **storable)
bulb = product('Glass bulb', 'INV-BULB', categ_id=ware.id, **storable)
care = product('Lamp care', 'INV-CARE', categ_id=ware.id, type='service')
screws = product('Lamp screws', 'INV-SCREWS', categ_id=ware.id, type='consu')
pair = product('Pair of lamps', 'INV-PAIR', type='consu')
wick = product('Cotton wick', 'INV-WICK', categ_id=ware.id, **storable)
wax = product('Bee wax', 'INV-WAX', categ_id=ware.id, **storable)
step = product('Two steps', 'INV-STEP', categ_id=ware.id, **storable)
env['mrp.bom'].create({'product_tmpl_id': pair.product_tmpl_id.id, 'type': 'phantom', 'product_qty': 1,
                       'bom_line_ids': [(0, 0, {'product_id': lamp.id, 'product_qty': 2})]})
west = env['stock.warehouse'].search([('company_id', '=', 1)], limit=1)
east = env['stock.warehouse'].create({'name': 'East depot', 'code': 'EAST', 'company_id': 1})
shelf = env['stock.location'].create({'name': 'Shelf 7', 'location_id': west.lot_stock_id.id, 'usage': 'internal'})
lots = env['stock.lot' if modern else 'stock.production.lot']
first, second = (lots.create({'name': name, 'product_id': serum.id, 'company_id': 1}) for name in ('SER-A', 'SER-B'))
def put(product, location, quantity, **more):
    env['stock.quant']._update_available_quantity(product, location, quantity, **more)
put(lamp, west.lot_stock_id, 20)
put(lamp, shelf, 5)
put(lamp, east.lot_stock_id, 7)
put(serum, shelf, 6, lot_id=first)
put(serum, west.lot_stock_id, 2, lot_id=second)
put(rope, west.lot_stock_id, 12.5)
put(wick, west.lot_stock_id, 10)
vendors, customers = env.ref('stock.stock_location_suppliers'), env.ref('stock.stock_location_customers')
azure = env['res.partner'].search([('name', '=', 'Azure Interior')], limit=1)
def transfer(kind, product, quantity, days, origin, uom=None, confirm=True, warehouse=west):
    incoming = kind == 'in'
    ends = (vendors, warehouse.lot_stock_id) if incoming else (warehouse.lot_stock_id, customers)
    due = datetime.now().replace(microsecond=0) + timedelta(days=days)
    picking = env['stock.picking'].create({
        'picking_type_id': (warehouse.in_type_id if incoming else warehouse.out_type_id).id, 'partner_id': azure.id,
        'location_id': ends[0].id, 'location_dest_id': ends[1].id, 'origin': origin, 'scheduled_date': due})
    move = {'picking_id': picking.id, 'product_id': product.id, 'product_uom_qty': quantity, 'date': due,
            'product_uom': (uom or product.uom_id).id, 'location_id': ends[0].id, 'location_dest_id': ends[1].id,
            'company_id': 1, 'date_deadline': due, 'origin': origin,
            'picking_type_id': picking.picking_type_id.id}
    if not modern:
        move['name'] = product.name
    env['stock.move'].create(move)
    if confirm:
        picking.action_confirm()
    picking.scheduled_date = due
    return picking
transfer('out', lamp, 12, -6, 'INV-LATE').action_assign()
transfer('in', lamp, 1, 3, 'INV-DOZEN', uom=dozen)
transfer('out', lamp, 40, 9, 'INV-BIG')
transfer('in', lamp, 100, 30, 'INV-RELIEF')
transfer('out', lamp, 500, 4, 'INV-DRAFT', confirm=False)
transfer('out', serum, 4, 2, 'INV-SERUM').action_assign()
transfer('out', bulb, 3, 1, 'INV-BULB', warehouse=east)
transfer('in', bulb, 8, 2, 'INV-BULBS')
def finish(picking, quantity):
    picking.action_assign()
    if modern:
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
    else:
        picking.move_line_ids[0].qty_done = quantity
    picking._action_done()
finish(transfer('out', serum, 1, 0, 'INV-DONE'), 1)
finish(transfer('out', rope, 3, 0, 'INV-PART'), 1)
north = env['stock.warehouse'].create(
    {'name': 'North', 'code': 'NORTH', 'company_id': 1, 'delivery_steps': 'pick_ship'})
put(step, north.lot_stock_id, 4)
env['sale.order'].create({
    'partner_id': azure.id, 'warehouse_id': north.id, 'company_id': 1,
    'order_line': [(0, 0, {'product_id': step.id, 'product_uom_qty': 6})]}).action_confirm()
for template, delay in ((lamp.product_tmpl_id, 4), (wick.product_tmpl_id, 6)):
    price = {'product_tmpl_id': template.id, 'min_qty': 0, 'price': 3, 'delay': delay, 'company_id': 1}
    price['partner_id' if modern else 'name'] = azure.id
    env['product.supplierinfo'].create(price)
    template.route_ids = [(4, west.buy_pull_id.route_id.id)]
def rule(product, minimum, maximum, **more):
    env['stock.warehouse.orderpoint'].create({
        'product_id': product.id, 'warehouse_id': west.id, 'location_id': west.lot_stock_id.id,
        'product_min_qty': minimum, 'product_max_qty': maximum, 'company_id': 1, **more})
rule(rope, 5, 10)
rule(lamp, 30, 60)
rule(wick, 15, 40)
rule(wax, 2, 8, trigger='manual', snoozed_until=datetime.now() + timedelta(days=10))
env.cr.commit()
"""

_FIGURES = """
import json, odoo
agent = env['res.users'].search([('login', '=', 'agent')])
key = 'warehouse_id' if odoo.release.version_info[0] >= 18 else 'warehouse'
names = ['qty_available', 'free_qty', 'incoming_qty', 'outgoing_qty', 'virtual_available']
def figures(**context):
    products = env['product.product'].with_user(agent).with_context(allowed_company_ids=[1], **context)
    found = products.search([('default_code', 'like', 'INV-')])
    return {item['default_code']: [item[name] for name in names] for item in found.read(['default_code', *names])}
warehouses = env['stock.warehouse'].search([('company_id', '=', 1)])
print('FOUND ' + json.dumps({'': figures(), **{item.code: figures(**{key: item.id}) for item in warehouses}}))
"""
Figures = dict[str, dict[str, list[float]]]
"""On hand, free, incoming, outgoing, forecast by the code of the warehouse ("" for all) and of the product."""


def stocked(bed: Bed, tenant: Tenant) -> Tenant:
    """The tenant with the goods in it."""
    bed.shell(tenant.version, tenant.database, STOCK)
    return tenant


def told(bed: Bed, tenant: Tenant, code: str) -> Any:
    """What the code prints after `FOUND`, in Odoo's own shell."""
    lines = bed.shell(tenant.version, tenant.database, code).splitlines()
    return json.loads(next(line for line in lines if line.startswith("FOUND ")).removeprefix("FOUND "))


def figures(bed: Bed, tenant: Tenant) -> Figures:
    """The figures as Odoo's ORM has them."""
    found: Figures = told(bed, tenant, _FIGURES)
    return found
