"""Payer packs (financierpakketten): what each payer writes on a transfer, as versioned data."""
