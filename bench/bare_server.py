"""The smallest server that the SDK's documentation shows: what `starts` compares with."""

from mcp.server import MCPServer

server = MCPServer("bare")


@server.tool()
def echo(text: str) -> str:
    """Give back the text."""
    return text


if __name__ == "__main__":
    server.run()
