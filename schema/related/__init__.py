"""Works that have something in common with a work, and what that is.

Nothing of it is stored but the words of works: each reason is read from indexes, and counts only what the viewer sees.
"""
