"""A synthetic payer (proefbetaler): what a provider would get, from a seed, and the truth."""
