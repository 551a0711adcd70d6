"""The test bed: real Odoo 19 and 14 servers, without Docker.

``python -m tests.bed --help`` drives it by hand, ``tests.bed.fixtures`` from
pytest, and docs/development/test-bed.md explains how it works.
"""
