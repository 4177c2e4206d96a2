"""Debian's python3-websockets as an echo end; README.md has the contract."""

import asyncio
import http
import ssl
import sys
from urllib.parse import parse_qsl, urlsplit

import websockets
from echo_end import is_request, stdin_lines
from websockets.extensions.permessage_deflate import (
    ClientPerMessageDeflateFactory,
    ServerPerMessageDeflateFactory,
)
from websockets.frames import OP_TEXT

BITS = ("server_max_window_bits", "client_max_window_bits")


def deflate(factory, query):
    """The extension as `query` wants it; an empty one leaves it to the library's defaults."""
    if not query:
        return []
    told = dict(parse_qsl(query, keep_blank_values=True))
    settings = {name: int(told[name] or 1) if name in told else None for name in BITS}
    if settings["client_max_window_bits"] == 1:  # without a value
        settings["client_max_window_bits"] = True
    for name in ("server_no_context_takeover", "client_no_context_takeover"):
        settings[name] = name in told
    return [factory(**settings)]


async def obey(socket, words):
    verb, _, argument = words.partition(" ")
    if verb == "close":
        code, _, reason = argument.partition(" ")
        if code:
            await socket.close(int(code), reason)
        else:
            await socket.write_close_frame(websockets.frames.Close(1005, ""), b"")
    elif verb == "ping":
        pong = await socket.ping(argument)
        asyncio.ensure_future(answered(socket, pong, argument))
    elif verb == "fragment":
        half = len(argument) // 2
        await socket.send([argument[:half], "", argument[half:]])
    elif verb == "vanish":
        socket.transport.abort()
    else:  # "say", which must not be compressed; nothing else is sent meanwhile
        extensions, socket.extensions = socket.extensions, []
        try:
            await socket.write_frame(True, OP_TEXT, argument.encode())
        finally:
            socket.extensions = extensions


async def answered(socket, pong, argument):
    await pong
    await socket.send("pong " + argument)


async def echo(socket, path):
    try:
        async for message in socket:
            if is_request(message):
                await obey(socket, message[len("please ") :])
            else:
                await socket.send(message)
    except websockets.ConnectionClosed:
        pass
    await socket.wait_closed()
    print("closed", path, socket.close_code, socket.close_reason, flush=True)


class Server(websockets.WebSocketServerProtocol):
    async def process_request(self, path, headers):
        if path == "/refuse":
            return http.HTTPStatus.FORBIDDEN, [("X-Why", "test")], b"not you"
        chosen = deflate(ServerPerMessageDeflateFactory, urlsplit(path).query)
        if chosen:
            self.chosen = chosen

    def process_extensions(self, headers, available):
        return super().process_extensions(headers, getattr(self, "chosen", available))


async def serve(certificate=None, key=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    async with websockets.serve(
        lambda socket: echo(socket, socket.path),
        "127.0.0.1",
        0,
        ssl=context,
        create_protocol=Server,
        max_size=1 << 26,
        subprotocols=["superchat"],
    ) as server:
        print("port", server.sockets[0].getsockname()[1], flush=True)
        async for _ in stdin_lines():
            pass


async def connect(url, query, context):
    path = urlsplit(url).path
    try:
        async with websockets.connect(
            url,
            ssl=context,
            max_size=1 << 26,
            subprotocols=["other", "superchat"],
            compression=None if query else "deflate",
            extensions=deflate(ClientPerMessageDeflateFactory, query) or None,
        ) as socket:
            print("open", path, [e.name for e in socket.extensions], flush=True)
            await echo(socket, path)
    except Exception as failure:
        print("failed", path, type(failure).__name__, failure, flush=True)


async def call(ca=None):
    context = ssl.create_default_context(cafile=ca) if ca else None
    calls = set()
    async for line in stdin_lines():
        url, _, query = line.partition(" ")
        calls.add(asyncio.ensure_future(connect(url, query, context)))


role, *files = sys.argv[1:]
asyncio.run({"server": serve, "client": call}[role](*files))
