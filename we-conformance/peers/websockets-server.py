"""Debian's python3-websockets as a server. Usage: websockets-server.py [CERTIFICATE.pem KEY.pem]

Prints its port; what it does depends on the path. Ends when its stdin ends.
"""

import asyncio
import http
import ssl
import sys
import threading
from urllib.parse import parse_qs, urlsplit

import websockets


async def echo(socket, query):
    async for message in socket:
        await socket.send(message)


async def close(socket, query):
    await socket.close(int(query["code"][0]), query["reason"][0])


async def terminate(socket, query):
    socket.transport.abort()


async def ping(socket, query):
    await (await socket.ping("are you there"))
    await socket.send("pong are you there")
    await socket.wait_closed()


async def fragments(socket, query):
    await socket.send(["one ", "", "two ", "€"])
    await socket.send([bytes([1, 2]), bytes([3])])
    await socket.wait_closed()


async def told(socket, query):
    """What the peer's Close said goes to stdout."""
    await socket.wait_closed()
    print("closed", socket.close_code, socket.close_reason, flush=True)


PATHS = {f"/{f.__name__}": f for f in (echo, close, terminate, ping, fragments, told)}


async def serve_one(socket):
    url = urlsplit(socket.path)
    try:
        await PATHS[url.path](socket, parse_qs(url.query))
    except websockets.ConnectionClosed:
        pass


async def refuse(path, headers):
    if path == "/refuse":
        return http.HTTPStatus.FORBIDDEN, [("X-Why", "test")], b"not you"


async def main():
    context = None
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
    async with websockets.serve(
        serve_one,
        "127.0.0.1",
        0,
        ssl=context,
        max_size=1 << 26,
        process_request=refuse,
        subprotocols=["superchat"],
    ) as server:
        print("port", server.sockets[0].getsockname()[1], flush=True)
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait_for_end():
            sys.stdin.read()
            loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=wait_for_end, daemon=True).start()
        await ended.wait()


asyncio.run(main())
