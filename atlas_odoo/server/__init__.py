"""MCP over stdio and HTTP: translates between the protocol and the tools, decides nothing."""
