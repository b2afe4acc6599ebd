"""Years of claims, answers and payouts with the truth about every euro (historie met waarheid).

Made from a seed, by what payers are known to do; knows nothing of how anybody matches. The rooms:
`scenarios` (how much of what), `payers` and `styles` (who pays and what is written), `claims`,
`payouts`, `noise`, `planted`, `proof` (what may book by itself), `documents` (as the engine is
handed them), `year` (all of it together).
"""
