"""Responses that are kept in memory, and served before anything is parsed, for as long as they are right."""
