"""A second interpreter, written from docs/semantics.md and the reference alone: slow, plain, and apart from the engine.

It lists every world that a case allows, walks through each with yes and no alone, and takes the answers together.
It imports nothing of the engine, of `visualise`, or of the shell; `tests/test_oracle.py` holds that.
"""
