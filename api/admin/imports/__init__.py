"""Imports: handed in, looked at beside the letter, and corrected."""
