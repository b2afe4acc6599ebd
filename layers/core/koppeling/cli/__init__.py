"""The same engine on a laptop; holds no rule."""
