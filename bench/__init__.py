"""What our calls cost beside the raw ones, on a real Odoo 19."""
