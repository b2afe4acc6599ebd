"""Koppeling: what care payers answer and pay, booked to the cent, once, with proof."""
