"""A second implementation of Budkavle, written from SPEC.md alone."""
