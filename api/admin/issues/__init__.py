"""Issues: their list, their editor with its preview, and what makes them public."""
