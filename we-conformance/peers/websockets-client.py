"""Debian's python3-websockets as a client. Usage: websockets-client.py URL [CERTIFICATE.pem]

Plays every scenario against the server at URL; prints `ok NAME` or `failed NAME: WHY` for each.
"""

import asyncio
import ssl
import sys

import websockets

URL = sys.argv[1]
CONTEXT = ssl.create_default_context(cafile=sys.argv[2]) if len(sys.argv) > 2 else None
SIZES = [0, 1, 125, 126, 65535, 65536, 1 << 20]


def connect(path, **options):
    return websockets.connect(URL + path, ssl=CONTEXT, max_size=1 << 26, **options)


def same(got, wanted):
    if got != wanted:
        raise AssertionError(f"{got!r:.100} instead of {wanted!r:.100}")


async def text():
    async with connect("/echo") as socket:
        for size in SIZES:
            message = ("x€" * size)[:size]
            await socket.send(message)
            same(await socket.recv(), message)
    same(socket.close_code, 1000)


async def binary():
    async with connect("/echo") as socket:
        for size in SIZES:
            message = (b"a binary pattern" * size)[:size]
            await socket.send(message)
            same(await socket.recv(), message)


async def large():
    async with connect("/echo") as socket:
        message = b"large" * (8 << 20 >> 2)
        await socket.send(message)
        same(await socket.recv(), message)


async def fragments():
    async with connect("/echo") as socket:
        await socket.send(["one ", "", "two ", "€"])
        same(await socket.recv(), "one two €")
        await socket.send([b"\1\2", b"", b"\3"])
        same(await socket.recv(), b"\1\2\3")


async def fragments_from_the_server():
    async with connect("/fragments") as socket:
        same(await socket.recv(), "one two €")
        same(await socket.recv(), b"\1\2\3")


async def ping():
    async with connect("/echo") as socket:
        await (await socket.ping("x" * 125))
        await (await socket.ping(""))


async def ping_from_the_server():
    async with connect("/ping") as socket:
        same(await socket.recv(), "pong are you there")


async def close_codes():
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1011, 1012, 1013, 1014, 3000, 4999):
        async with connect("/echo") as socket:
            await socket.close(code, "because €")
            same(socket.close_code, code)


async def close_from_the_server():
    async with connect("/close") as socket:
        await socket.wait_closed()
        same((socket.close_code, socket.close_reason), (3001, "bye €"))


async def subprotocol():
    async with connect("/echo", subprotocols=["other", "superchat"]) as socket:
        same(socket.subprotocol, "superchat")


async def refused():
    try:
        async with connect("/refuse"):
            raise AssertionError("accepted")
    except websockets.InvalidStatusCode as refusal:
        same(refusal.status_code, 403)


async def main():
    for scenario in (
        text,
        binary,
        large,
        fragments,
        fragments_from_the_server,
        ping,
        ping_from_the_server,
        close_codes,
        close_from_the_server,
        subprotocol,
        refused,
    ):
        name = scenario.__name__.replace("_", " ")
        try:
            await asyncio.wait_for(scenario(), 20)
            print("ok", name, flush=True)
        except Exception as error:
            print(f"failed {name}: {type(error).__name__} {error}", flush=True)
    print("done", flush=True)


asyncio.run(main())
