"""Sales at two points of sale, one of them in another currency, with a refund in a closed session."""

from __future__ import annotations

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

_SALES = """
env = env(user=env.ref('base.user_admin').id)
old = 'refunded_orderline_id' not in env['pos.order.line']._fields
company = env['res.company'].browse(1)
Product = env['product.product']
tax = env['account.tax'].search([
    ('type_tax_use', '=', 'sale'), ('company_id', '=', 1), ('amount_type', '=', 'percent'), ('amount', '>', 0),
    ('price_include', '=', False),
], limit=1)
food = env['product.category'].create({'name': 'Counter food'})
drink = env['product.category'].create({'name': 'Counter drink'})

def product(name, category, price):
    values = {'name': name, 'categ_id': category.id, 'list_price': price, 'available_in_pos': True,
              'taxes_id': [(6, 0, tax.ids)], 'type': 'consu'}
    return Product.create(values)

bread, cake, juice = product('Bread', food, 4), product('Cake', food, 25), product('Juice', drink, 3)
customer = env['res.partner'].create({'name': 'Regular Guest'})

def method(name, journal, cash):
    values = {'name': name, 'company_id': 1}
    if old:
        values.update({'is_cash_count': cash, 'cash_journal_id': journal.id if cash else False})
    else:
        values['journal_id'] = journal.id
    return env['pos.payment.method'].create(values)

def point(name, currency):
    code = name[:2].upper()
    foreign = currency != company.currency_id
    sales = env['account.journal'].create({
        'name': 'Sales ' + name, 'code': code + 'S', 'type': 'general' if not old else 'sale', 'company_id': 1,
        'currency_id': currency.id if foreign else False,
    })
    journals = [env['account.journal'].create({
        'name': kind + name, 'code': code + kind[0].upper(), 'type': kind, 'company_id': 1,
        'currency_id': currency.id if foreign else False,
    }) for kind in ('cash', 'bank')]
    methods = [method(journal.name, journal, journal.type == 'cash') for journal in journals]
    prices = env['product.pricelist'].create({'name': name, 'currency_id': currency.id, 'company_id': 1})
    values = {'name': name, 'company_id': 1, 'journal_id': sales.id, 'pricelist_id': prices.id,
              'payment_method_ids': [(6, 0, [item.id for item in methods])]}
    if old:
        values['available_pricelist_ids'] = [(6, 0, prices.ids)]
    else:
        values.update({'use_pricelist': True, 'available_pricelist_ids': [(6, 0, prices.ids)]})
    config = env['pos.config'].create(values)
    if old:
        config.open_session_cb(check_coa=False)
    else:
        config.open_ui()
    session = config.current_session_id
    if not old:
        session.set_opening_control(0, '')
    return session, methods

def pay(order, parts):
    for payment_method, amount in parts:
        order.add_payment({'pos_order_id': order.id, 'payment_method_id': payment_method.id, 'amount': amount})
    if old:
        order.action_pos_order_paid()
        order._create_order_picking()
    else:
        order.action_pos_order_paid()

def sale(place, when, lines, shares, partner=False):
    session, methods = place
    rows, total, untaxed = [], 0, 0
    for item, quantity, discount in lines:
        net = round(item.list_price * quantity * (100 - discount) / 100, 2)
        gross = round(net * (100 + tax.amount) / 100, 2)
        total, untaxed = total + gross, untaxed + net
        rows.append((0, 0, {
            'name': item.name, 'full_product_name': item.name, 'product_id': item.id, 'qty': quantity,
            'price_unit': item.list_price, 'discount': discount, 'tax_ids': [(6, 0, tax.ids)],
            'price_subtotal': net, 'price_subtotal_incl': gross,
        }))
    count = env['pos.order'].search_count([]) + 1
    order = env['pos.order'].create({
        'company_id': 1, 'session_id': session.id, 'partner_id': partner and partner.id,
        'pricelist_id': session.config_id.pricelist_id.id, 'lines': rows, 'pos_reference': 'Receipt %05d' % count,
        'amount_total': round(total, 2), 'amount_tax': round(total - untaxed, 2), 'amount_paid': 0, 'amount_return': 0,
    })
    if shares is not None:
        parts = [round(total * share, 2) for _, share in shares]
        parts[-1] = round(total - sum(parts[:-1]), 2)
        pay(order, [(methods[at], part) for (at, _), part in zip(shares, parts)])
    order.date_order = when
    return order

def paid_back(order, when, keep=None):
    refund = env['pos.order'].browse(order.refund()['res_id'])
    if keep:
        for line in refund.lines:
            if line.product_id != keep:
                line.unlink()
        if old:
            refund._onchange_amount_all()
        else:
            refund._compute_prices()
    pay(refund, [(order.session_id.payment_method_ids.sorted('is_cash_count')[-1], refund.amount_total)])
    refund.date_order = when
    return refund

euro = env.ref('base.EUR')
if euro == company.currency_id:
    euro = env.ref('base.USD')
euro.active = True
env['res.currency.rate'].create({'currency_id': euro.id, 'rate': 0.5, 'name': '2020-01-01', 'company_id': 1})
counter = point('Zebra counter', company.currency_id)
both = sale(counter, '2026-03-10 08:15:00', [(bread, 3, 0), (juice, 2, 10)], [(0, 1)], customer)
sale(counter, '2026-03-10 08:45:00', [(cake, 1, 0)], [(0, 0.5), (1, 0.5)])
sale(counter, '2026-03-10 23:30:00', [(juice, 5, 0)], [(1, 1)], customer)
sale(counter, '2026-04-02 12:05:00', [(bread, 1, 0)], [(1, 1)])
paid_back(both, '2026-03-11 09:00:00', keep=juice)
sale(counter, '2026-03-12 10:00:00', [(cake, 7, 0)], None).state = 'cancel'
if old:
    counter[0].action_pos_session_closing_control()
else:
    counter[0].post_closing_cash_details(counter[0].cash_register_balance_end)
    counter[0].close_session_from_ui()
assert counter[0].state == 'closed', counter[0].state
abroad = point('Yonder', euro)
sale(abroad, '2026-03-10 09:10:00', [(cake, 2, 0)], [(0, 1)])
env.cr.commit()
"""


def sell(bed: Bed, tenant: Tenant) -> None:
    """Make the sales in the tenant's database: March and April 2026, UTC."""
    bed.shell(tenant.version, tenant.database, _SALES)
