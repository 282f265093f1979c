"""Search: what words mean, what is kept of the content to find it by, and how a query is answered.

Language is all here, in Python: a database only ever sees lexemes, words that it compares and does not understand. So
both databases find the same rows, and order them the same.
"""
