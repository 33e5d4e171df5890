"""Walks a Python client through all that its users do, and prints what it saw as JSON: the journey of journey.ts.

Arguments: which client ("mcp" or "fastmcp"), how it finds the protocol's revision ("auto" or "legacy"), the service's URL,
the questions as JSON, and a token where callers need one.
"""

import asyncio
import json
import re
import sys
import time
from contextlib import asynccontextmanager


@asynccontextmanager
async def official(url, mode, token):
    """The official SDK's client: pages and progress are its user's to ask for."""
    import mcp
    from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with create_mcp_http_client(headers=headers) as http:
        async with mcp.Client(streamable_http_client(url, http_client=http), mode=mode) as client:

            async def list_tools():
                names, cursor = [], None
                while True:
                    page = await client.list_tools(cursor=cursor)
                    names += [tool.name for tool in page.tools]
                    cursor = page.next_cursor
                    if cursor is None:
                        return names

            async def call(tool, args, progress):
                return await client.call_tool(tool, args, progress_callback=progress)

            yield client, list_tools, call


@asynccontextmanager
async def of_fastmcp(url, mode, token):
    """FastMCP's client, which makes objects of what is structured."""
    import fastmcp

    async with fastmcp.Client(url, mode=mode, auth=token) as client:

        async def list_tools():
            return [tool.name for tool in await client.list_tools()]

        async def call(tool, args, progress):
            result = await client.call_tool(tool, args, raise_on_error=False, progress_handler=progress)
            if not result.is_error and result.data is None:
                raise RuntimeError(f"made nothing of the structured content of {tool}")
            return result

        yield client, list_tools, call


async def walk(connect, mode, url, questions, token):
    messages = []

    async def progress(_done, _total, message):
        messages.append(message)

    async with connect(url, mode, token) as (client, list_tools, call):

        async def ask(question, on_progress=None, **more):
            result = await call(question["tool"], {**question["args"], **more}, on_progress)
            return {
                "text": "\n".join(part.text for part in result.content),
                "structured": result.structured_content,
                "isError": bool(result.is_error),
            }

        tools = await list_tools()
        answered = await ask(questions["answered"])
        refused = await ask(questions["refused"])
        began = time.monotonic()
        slow = await ask(questions["slow"], progress)
        slow_ms = (time.monotonic() - began) * 1000
        first = await ask(questions["paged"])
        cursor = re.search(r'cursor="([^"]+)"', first["text"]).group(1)
        second = await ask(questions["paged"], cursor=cursor)
        return {
            "server": {"name": client.server_info.name, "version": client.server_info.version},
            "protocol": client.protocol_version,
            "tools": tools,
            "answered": answered,
            "refused": refused,
            "slow": slow,
            "slowMs": slow_ms,
            "progress": messages,
            "pages": [first, second],
        }


name, mode, url, questions, *token = sys.argv[1:]
connect = {"mcp": official, "fastmcp": of_fastmcp}[name]
print(json.dumps(asyncio.run(walk(connect, mode, url, json.loads(questions), token[0] if token else None))))
