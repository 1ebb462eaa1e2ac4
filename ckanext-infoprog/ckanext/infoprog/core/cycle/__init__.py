"""The reporting cycle: who reports, forms out, answers in, and what follows from them."""
