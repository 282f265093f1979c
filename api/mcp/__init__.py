"""What agents read through the Model Context Protocol, at ``/mcp``: content, by tools and resources."""
