"""Debian's python3-websockets as a client. Usage: websockets-compression-client.py URL...

Has messages echoed by each server with every combination of the parameters of permessage-deflate;
prints `ok WHICH: AGREED` or `failed WHICH: WHY` for each.
"""

import asyncio
import os
import sys

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

HALF = os.urandom(3000)
JSON = '{"name":"sensor","values":[1,2,3,5,8,13]}' * 8
MESSAGES = [HALF + HALF, HALF, JSON, b"", JSON]


async def echoed(url, choice):
    factory = ClientPerMessageDeflateFactory(
        server_no_context_takeover=bool(choice & 1),
        client_no_context_takeover=bool(choice & 2),
        server_max_window_bits=10 if choice & 4 else None,
        client_max_window_bits=10 if choice & 8 else True,
    )
    async with websockets.connect(url, compression=None, extensions=[factory]) as socket:
        for message in MESSAGES:
            await socket.send(message)
        for message in MESSAGES:
            if await socket.recv() != message:
                raise AssertionError("a message comes back changed")
        return socket.response_headers["Sec-WebSocket-Extensions"]


async def main():
    for url in sys.argv[1:]:
        for choice in range(16):
            try:
                agreed = await asyncio.wait_for(echoed(url, choice), 20)
                print(f"ok {url} {choice}: {agreed}", flush=True)
            except Exception as error:
                print(f"failed {url} {choice}: {type(error).__name__} {error}", flush=True)
    print("done", flush=True)


asyncio.run(main())
