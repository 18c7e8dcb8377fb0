"""Read this repository's own files: which there are, what they name, call, record and cite.

Used by tests/house, which checks them, and by tools/docs.py, which writes docs/reference/ from
them. Nothing here imports the product.
"""
