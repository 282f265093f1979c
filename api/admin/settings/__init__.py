"""The settings of the magazine: what it is called and says of itself, and the keys of its API."""
