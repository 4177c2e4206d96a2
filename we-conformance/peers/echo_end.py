"""What the echo ends in Python have in common; README.md has the contract."""

import asyncio
import sys


async def stdin_lines():
    """The lines of stdin, until it ends."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        yield line.decode().strip()


def is_request(message):
    return isinstance(message, str) and message.startswith("please ")
