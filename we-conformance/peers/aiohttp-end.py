"""Debian's python3-aiohttp as an echo end; README.md has the contract."""

import asyncio
import ssl
import sys

import aiohttp
from aiohttp import web
from echo_end import is_request, stdin_lines

LARGEST = 1 << 26


async def echo(socket, path):
    """aiohttp answers pings by itself, but never tells of a pong where it does."""
    async for message in socket:
        if message.type is aiohttp.WSMsgType.BINARY:
            await socket.send_bytes(message.data)
        elif is_request(message.data):
            _, verb, *words = message.data.split(" ")
            if verb == "say":
                await socket.send_str(" ".join(words))
            elif words:
                await socket.close(code=int(words[0]), message=" ".join(words[1:]).encode())
            else:
                await socket.close()
        else:
            await socket.send_str(message.data)
    print("closed", path, socket.close_code, flush=True)


async def answer(request):
    if request.path == "/refuse":
        return web.Response(status=403, text="not you", headers={"X-Why": "test"})
    socket = web.WebSocketResponse(protocols=["superchat"], max_msg_size=LARGEST)
    await socket.prepare(request)
    await echo(socket, request.path_qs)
    return socket


async def serve(certificate=None, key=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context, shutdown_timeout=0)
    await site.start()
    print("port", site._server.sockets[0].getsockname()[1], flush=True)
    async for _ in stdin_lines():
        pass


async def connect(session, url, context):
    path = "/" + url.split("/", 3)[3]
    try:
        async with session.ws_connect(
            url,
            ssl=context,
            compress=15,
            max_msg_size=LARGEST,
            protocols=["other", "superchat"],
        ) as socket:
            print("open", path, socket.compress, flush=True)
            await echo(socket, path)
    except Exception as failure:
        print("failed", path, type(failure).__name__, failure, flush=True)


async def call(ca=None):
    context = ssl.create_default_context(cafile=ca) if ca else None
    calls = set()
    async with aiohttp.ClientSession() as session:
        async for line in stdin_lines():
            calls.add(asyncio.ensure_future(connect(session, line.split(" ")[0], context)))


role, *files = sys.argv[1:]
asyncio.run({"server": serve, "client": call}[role](*files))
