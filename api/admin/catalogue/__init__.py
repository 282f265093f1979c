"""The catalogue: works, people, organisations and columns."""
