"""Movements and a mapping become entries that balance (boekhouding): contract section 2 as data."""
