"""Bytes to documents (bestanden lezen): one module a family; personal data stops here."""
