"""Entries go into a package (pakketten): one module a package, one contract for all."""
