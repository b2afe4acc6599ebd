"""Documents and open items become movements, with the reason (afletteren)."""
