"""How long tests wait for what comes: until it is there, however slow and busy the machine is."""

PATIENCE = 300.0
"""Seconds until what never comes is given up. Nothing takes so long: it is there for tests to end rather than hang."""
