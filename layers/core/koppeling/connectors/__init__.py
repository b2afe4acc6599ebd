"""Entries to a bookkeeping package (koppelingen): one module a package, one contract."""
