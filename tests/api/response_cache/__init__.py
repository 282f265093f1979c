"""Tests of the responses that are kept in memory."""
