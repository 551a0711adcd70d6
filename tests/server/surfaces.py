"""What agents are shown of a standard Odoo, by version, from the shipped tool files."""

from __future__ import annotations

from functools import cache

from atlas_odoo import shipped
from atlas_odoo.business.binding import bound
from atlas_odoo.business.chosen import Chosen
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.files import Loaded, load
from atlas_odoo.operations.registry import names
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.baseline import nearest
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.offer import Offer, offer
from tests.connections.samples import PRODUCTION

EVERYTHING = Chosen()
NEWEST = 19
VERSIONS = (19, 14)


@cache
def files() -> Loaded:
    """The shipped tool files."""
    return load(shipped.folder("tools"), operations=names())


@cache
def binding(version: int) -> Binding:
    """The shipped files on a standard Odoo."""
    return bound(files().files, VisibleCatalogue(BUILT_IN, nearest(version).catalogue()))


@cache
def standard(version: int, chosen: Chosen = EVERYTHING) -> Offer:
    """What a connection to a standard Odoo of that version offers."""
    return offer(files().files, binding(version), chosen, PRODUCTION, Facts(currency="EUR"))
