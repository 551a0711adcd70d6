"""A bicycle factory: bills of three levels, a kit, a by-product, dozens, operations, stock and orders."""

from __future__ import annotations

import json
from typing import Any

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

_FACTORY = """
old = 'is_storable' not in env['product.product']._fields
Product, Bom = env['product.product'], env['mrp.bom']
units, dozens = env.ref('uom.product_uom_unit'), env.ref('uom.product_uom_dozen')
location = env['stock.warehouse'].search([('company_id', '=', 1)], limit=1).lot_stock_id

def product(code, cost, stock=0, storable=True):
    kind = {'type': 'product' if storable else 'consu'} if old else {'type': 'consu', 'is_storable': storable}
    name = {'name': 'Velo ' + code.title(), 'default_code': 'VELO-' + code}
    made = Product.create({**name, **kind, 'standard_price': cost})
    if stock:
        env['stock.quant']._update_available_quantity(made, location, stock)
    return made

def line(component, quantity, unit=None, **values):
    return (0, 0, {'product_id': component.id, 'product_qty': quantity, 'product_uom_id': (unit or units).id, **values})

def bill(made, lines, **values):
    return Bom.create({
        'product_tmpl_id': made.product_tmpl_id.id, 'product_qty': 1, 'product_uom_id': units.id, 'type': 'normal',
        'bom_line_ids': lines, **values,
    })

bike, frame, wheel = product('BIKE', 0, 2), product('FRAME', 0, 1), product('WHEEL', 0, 3)
tube, spoke, rim = product('TUBE', 2, 10), product('SPOKE', 0.1, 100), product('RIM', 5, 1)
bell, screw, paint = product('BELL', 4, 4), product('SCREW', 0.05, 10), product('PAINT', 10, 0, storable=False)
kit, offcut, lonely = product('BELLKIT', 0), product('OFFCUT', 0.5), product('LONELY', 1, 5)
center = env['mrp.workcenter'].create({'name': 'Velo welding', 'costs_hour': 60, 'time_start': 5, 'company_id': 1})
weld = (0, 0, {'name': 'Weld', 'workcenter_id': center.id, 'time_cycle_manual': 30})
bill(kit, [line(bell, 1), line(screw, 2)], type='phantom')
bill(wheel, [line(spoke, 3, dozens), line(rim, 1)])
bill(frame, [line(tube, 6)], product_qty=2, code='FR-1', sequence=1, operation_ids=[weld],
     byproduct_ids=[(0, 0, {'product_id': offcut.id, 'product_qty': 1, 'product_uom_id': units.id})])
bill(frame, [line(tube, 9)], code='FR-2', sequence=99)
lamp = product('LAMP', 0)
bill(lamp, [line(rim, 1)], code='LA-1')
bill(lamp, [line(bell, 1)], code='LA-2', sequence=5)
bill(bike, [line(frame, 1), line(wheel, 2), line(kit, 1), line(paint, 0.1)])

color = env['product.attribute'].create({'name': 'Velo color', 'create_variant': 'always'})
red, blue = [
    env['product.attribute.value'].create({'name': name, 'attribute_id': color.id}) for name in ('Red', 'Blue')
]
saddle = env['product.template'].create({
    'name': 'Velo Saddle', 'attribute_line_ids': [(0, 0, {
        'attribute_id': color.id, 'value_ids': [(6, 0, [red.id, blue.id])]})],
})
values = saddle.attribute_line_ids.product_template_value_ids
Bom.create({
    'product_tmpl_id': saddle.id, 'product_qty': 1, 'product_uom_id': units.id, 'type': 'normal', 'bom_line_ids': [
        line(screw, 4),
        line(tube, 1, bom_product_template_attribute_value_ids=[(6, 0, values[0].ids)]),
        line(rim, 1, bom_product_template_attribute_value_ids=[(6, 0, values[1].ids)]),
    ],
})
env.cr.commit()
"""

_ORDERS = """
from odoo.tests import Form

def order(quantity, start, due=False, confirm=True):
    form = Form(env['mrp.production'])
    form.product_id = bike
    form.product_qty = quantity
    made = form.save()
    made.write({'date_planned_start' if old else 'date_start': start})
    if confirm:
        made.action_confirm()
    made.write({'date_deadline': due})
    return made

order(3, '2026-01-05 08:00:00', '2026-01-09 08:00:00')
order(1, '2099-01-05 08:00:00', '2099-01-04 08:00:00').action_assign()
order(1, '2026-01-05 08:00:00', confirm=False)
env.cr.commit()
"""

_TOLD = """
import json
units = env.ref('uom.product_uom_unit')
def walk(bom, product, quantity, found):
    for line in bom.bom_line_ids:
        if line._skip_bom_line(product):
            continue
        amount = quantity / bom.product_qty * line.product_qty
        if line.child_bom_id:
            below = line.product_uom_id._compute_quantity(amount, line.child_bom_id.product_uom_id)
            walk(line.child_bom_id, line.product_id, below, found)
        else:
            amount = line.product_uom_id._compute_quantity(amount, line.product_id.uom_id, round=False)
            found[line.product_id.default_code] = found.get(line.product_id.default_code, 0) + amount
    return found
"""


def build(bed: Bed, tenant: Tenant, *, orders: bool = False) -> None:
    """Make products, bills and stock in the tenant's database.

    With `orders` bicycles are ordered too: three that are late, one reserved for 2099 that will miss its deadline, one
    that is not confirmed.
    """
    bed.shell(tenant.version, tenant.database, _FACTORY + (_ORDERS if orders else ""))


def told(bed: Bed, tenant: Tenant, code: str) -> Any:
    """What `code` prints as JSON; `walk(bom, product, quantity, {})` gives raw materials by Odoo's own methods."""
    return json.loads(bed.shell(tenant.version, tenant.database, _TOLD + code).strip().splitlines()[-1])
