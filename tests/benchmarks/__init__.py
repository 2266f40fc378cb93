"""What is measured, a module each; `tests/bench.py` runs them and `page.py` writes what they found."""
