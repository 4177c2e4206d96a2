#!/usr/bin/python3
"""Reads streams of a client in hex, one a line in pieces, and says what the core of websockets makes of each.

websockets-core.py MOST_BYTES

The answer is a line: how it ended, and each event behind a comma, as Outcome.java has them. The core
gives frames; here they become messages, and text is decoded where a message ends.
"""

import logging
import sys
import zlib

from websockets.connection import OPEN, Connection, Side
from websockets.frames import OP_BINARY, OP_CLOSE, OP_CONT, OP_PING, OP_PONG, OP_TEXT

NAMES = {OP_TEXT: "text", OP_BINARY: "binary", OP_PING: "ping", OP_PONG: "pong"}


def event(kind, data):
    shown = data.hex() if len(data) <= 32 else f"{len(data)}#{zlib.crc32(data)}"
    return f"{kind} {shown}"


def outcome(pieces, most):
    connection = Connection(Side.SERVER, state=OPEN, max_size=most)
    for piece in pieces:
        connection.receive_data(piece)
    events = []
    kind, parts = None, []
    for frame in connection.events_received():
        if frame.opcode == OP_CLOSE:
            return [f"closed {connection.close_rcvd.code}"] + events
        if frame.opcode in (OP_PING, OP_PONG):
            events.append(event(NAMES[frame.opcode], frame.data))
            continue
        if frame.opcode != OP_CONT:
            kind, parts = frame.opcode, []
        parts.append(frame.data)
        if frame.fin:
            data = b"".join(parts)
            if kind == OP_TEXT:
                try:
                    data.decode()
                except UnicodeDecodeError:
                    return ["failed 1007"] + events
            events.append(event(NAMES[kind], data))
    if connection.parser_exc is None:
        return ["open"] + events
    sent = connection.close_sent
    return [f"failed {sent.code}" if sent else "failed"] + events


def main():
    logging.disable()
    most = int(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        print(",".join(outcome([bytes.fromhex(piece) for piece in line.split()], most)), flush=True)


main()
