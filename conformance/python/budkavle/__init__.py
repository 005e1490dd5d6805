"""A second implementation of Budkavle, written from SPEC.md alone (without bundles, section 7)."""
