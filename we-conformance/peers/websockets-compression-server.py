"""Debian's python3-websockets as echo servers. Usage: websockets-compression-server.py

One for every combination of the parameters of permessage-deflate, whose ports it prints in order.
Ends when its stdin ends.
"""

import asyncio
import sys
import threading

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def main():
    for choice in range(16):
        factory = ServerPerMessageDeflateFactory(
            server_no_context_takeover=bool(choice & 1),
            client_no_context_takeover=bool(choice & 2),
            server_max_window_bits=10 if choice & 4 else None,
            client_max_window_bits=10 if choice & 8 else None,
        )
        server = await websockets.serve(
            echo, "127.0.0.1", 0, compression=None, extensions=[factory]
        )
        print("port", server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait_for_end():
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_end, daemon=True).start()
    await ended.wait()


asyncio.run(main())
