"""The nouns of the house (begrippen): plain, immutable values that every room shares."""
