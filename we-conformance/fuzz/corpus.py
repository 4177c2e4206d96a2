#!/usr/bin/env python3
"""Makes the seed corpus: one folder per target, one file per input, named after what it holds.

Run it again after changing it; it writes the same files every time and leaves others alone, such as
inputs that were found by fuzzing (crash-…). How a target reads its data stands in its Javadoc.
"""

import gzip
import pathlib
import struct
import zlib

ROOT = pathlib.Path(__file__).parent / "src" / "test" / "resources" / "dev" / "we"
TAIL = b"\x00\x00\xff\xff"
KEY = b"\x37\xfa\x21\x3d"
PEMS = pathlib.Path(__file__).parents[2] / "we-cli" / "src" / "test" / "resources" / "dev" / "we" / "cli"


def write(target, method, inputs):
    folder = ROOT / (target + "Inputs") / method
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in inputs.items():
        (folder / name).write_bytes(data)


# ---- Frames


def frame(opcode, payload=b"", fin=True, rsv=0, key=KEY, form=0, length=None):
    """A frame; without a key it is a server's. The form 126 or 127 forces a longer length."""
    length = len(payload) if length is None else length
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    mask = 0 if key is None else 0x80
    if form == 127 or length > 0xFFFF:
        head += bytes([mask | 127]) + struct.pack(">Q", length)
    elif form == 126 or length > 125:
        head += bytes([mask | 126]) + struct.pack(">H", length)
    else:
        head += bytes([mask | length])
    if key is not None:
        head += key
        payload = bytes(b ^ key[i % 4] for i, b in enumerate(payload))
    return head + payload


def deflater(wbits=15):
    return zlib.compressobj(6, zlib.DEFLATED, -wbits)


def message(data, compressor=None):
    compressor = compressor or deflater()
    made = compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH)
    assert made.endswith(TAIL)
    return made[:-4]


TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
SEED = b"\x12\x34"
PLAIN_SERVER = b"\x00\x00\x00\x00\x00" + SEED  # limits of 1 MiB a frame, 64 KiB a message
PLAIN_CLIENT = b"\x01\x00\x00\x00\x00" + SEED + b""
DEFLATE_SERVER = b"\x02\x00\x00\x00\x00" + SEED
DEFLATE_CLIENT_WINDOW_8 = b"\x03\x00\x00\x00\x07" + SEED
DEFLATE_NO_TAKEOVER = b"\x06\x00\x00\x00\x00" + SEED
SMALL_LIMITS = b"\x00\x01\x01\x03\x00" + b"\x12\x35"  # 125 a frame, 300 a message, 5 fragments
DEFLATE_SMALL_LIMITS = b"\x02\x00\x01\x00\x00" + SEED

PHRASE = "Grüße, 世界 🌍! ".encode()


def protocol():
    shared = deflater()
    conversation = b"".join(
        frame(TEXT, message(b'{"user":"ann","n":%d}' % n, shared), rsv=4) for n in range(4))
    window8 = deflater(9)  # zlib knows no 8; with so few bytes it comes to the same
    split = message(PHRASE * 9)
    bomb = message(b"\0" * 300_000)
    final = zlib.compressobj(6, zlib.DEFLATED, -15)
    final = final.compress(b"final block") + final.flush() + b"\0"
    inputs = {
        "hello-text": PLAIN_SERVER + frame(TEXT, b"Hello"),
        "text-from-server": PLAIN_CLIENT + frame(TEXT, PHRASE, key=None),
        "binary-256": PLAIN_SERVER + frame(BINARY, bytes(range(256))),
        "binary-65536": PLAIN_CLIENT + frame(BINARY, b"\x55" * 66, key=None, length=65536),
        "fragments-with-ping-between": PLAIN_SERVER
        + frame(TEXT, PHRASE[:3], fin=False) + frame(PING, b"p") + frame(0, PHRASE[3:12], fin=False)
        + frame(0, fin=False) + frame(PONG, b"q") + frame(0, PHRASE[12:]),
        "pings-and-pongs": PLAIN_CLIENT + frame(PING, key=None) + frame(PING, b"\1" * 125, key=None)
        + frame(PONG, b"?", key=None),
        "close-with-reason": PLAIN_SERVER + frame(CLOSE, b"\x03\xe8bye") + frame(TEXT, b"late"),
        "close-empty": PLAIN_CLIENT + frame(CLOSE, key=None),
        "close-of-one-byte": PLAIN_SERVER + frame(CLOSE, b"\x03"),
        "close-code-1005": PLAIN_SERVER + frame(CLOSE, b"\x03\xed"),
        "close-reason-not-utf8": PLAIN_SERVER + frame(CLOSE, b"\x03\xe8\xff"),
        "rsv2": PLAIN_SERVER + frame(TEXT, b"x", rsv=2),
        "rsv1-without-extension": PLAIN_SERVER + frame(TEXT, b"x", rsv=4),
        "rsv1-on-continuation": DEFLATE_SERVER + frame(TEXT, b"", fin=False, rsv=4)
        + frame(0, b"\0", rsv=4),
        "reserved-opcode-3": PLAIN_SERVER + frame(3),
        "unmasked-by-client": PLAIN_SERVER + frame(TEXT, b"x", key=None),
        "masked-by-server": PLAIN_CLIENT + frame(TEXT, b"x"),
        "length-not-minimal-16": PLAIN_SERVER + frame(TEXT, b"x" * 125, form=126),
        "length-not-minimal-64": PLAIN_SERVER + frame(TEXT, b"x" * 200, form=127),
        "length-top-bit": PLAIN_SERVER + b"\x82\xff\x80" + b"\0" * 11,
        "long-control-frame": PLAIN_SERVER + frame(PING, b"x" * 126),
        "fragmented-control-frame": PLAIN_SERVER + frame(PING, fin=False),
        "continuation-of-nothing": PLAIN_SERVER + frame(0, b"x"),
        "message-inside-message": PLAIN_SERVER + frame(TEXT, b"x", fin=False) + frame(TEXT, b"y"),
        "text-not-utf8": PLAIN_SERVER + frame(TEXT, b"abc\xed\xa0\x80"),
        "text-ends-inside-character": PLAIN_SERVER + frame(TEXT, PHRASE[:3]),
        "frame-too-big": SMALL_LIMITS + frame(BINARY, b"x" * 126),
        "frame-too-big-by-its-first-bytes": SMALL_LIMITS + b"\x82\xff\0\0\0\1",
        "message-too-big": SMALL_LIMITS + frame(BINARY, b"x" * 125, fin=False) * 1
        + frame(0, b"y" * 125, fin=False) + frame(0, b"z" * 51),
        "too-many-fragments": SMALL_LIMITS + frame(TEXT, fin=False) + frame(0, fin=False) * 5,
        "deflate-conversation": DEFLATE_SERVER + conversation,
        "deflate-between-plain": DEFLATE_SERVER + frame(TEXT, b"plain")
        + frame(TEXT, message(PHRASE * 5), rsv=4) + frame(BINARY, b"plain"),
        "deflate-in-fragments": DEFLATE_SERVER + frame(TEXT, split[:9], fin=False, rsv=4)
        + frame(PING) + frame(0, split[9:10], fin=False) + frame(0, split[10:]),
        "deflate-window-8": DEFLATE_CLIENT_WINDOW_8
        + frame(BINARY, message(bytes(range(90)) * 3, window8), rsv=4, key=None),
        "deflate-without-takeover": DEFLATE_NO_TAKEOVER
        + frame(TEXT, message(b"hello hello"), rsv=4) * 2,
        "deflate-refers-to-what-was-forgotten": DEFLATE_NO_TAKEOVER
        + frame(TEXT, message(b"hello hello", shared), rsv=4) * 2,
        "deflate-bomb": DEFLATE_SERVER + frame(BINARY, bomb, rsv=4),
        "deflate-a-little-too-big": DEFLATE_SMALL_LIMITS + frame(BINARY, message(b"\0" * 301), rsv=4),
        "deflate-just-fits": DEFLATE_SMALL_LIMITS + frame(BINARY, message(b"\0" * 300), rsv=4),
        "deflate-final-block": DEFLATE_SERVER + frame(TEXT, final, rsv=4) * 2,
        "deflate-empty-message": DEFLATE_SERVER + frame(TEXT, b"\0", rsv=4),
        "deflate-no-payload-at-all": DEFLATE_SERVER + frame(TEXT, b"", rsv=4),
        "deflate-cut-short": DEFLATE_SERVER + frame(TEXT, message(PHRASE)[:-2], rsv=4),
        "deflate-reserved-block-type": DEFLATE_SERVER + frame(TEXT, b"\x07", rsv=4),
        "deflate-not-utf8-and-then-not-deflate": DEFLATE_SERVER
        + frame(TEXT, message(b"abc\xff" * 3) + b"\x07", rsv=4),
    }
    write("net/websocket/protocol/ProtocolFuzzTest",
          "eventsOrAViolationTheSameForEverySplit", inputs)


def frame_heads():
    write("net/websocket/frame/FrameDecoderFuzzTest", "headsAreReadAsThePictureInTheRfcHasThem", {
        "short-lengths": SEED + b"".join(frame(BINARY, b"1234567"[:n]) for n in range(8)),
        "server-frames": SEED + frame(TEXT, b"Hi", key=None) + frame(PING, key=None) * 3,
        "length-in-16-bits": SEED + frame(TEXT, b"abcdef", form=126) + frame(CLOSE, b"", key=None),
        "length-in-64-bits": SEED + frame(TEXT, b"abc", form=127) + frame(0, b"x", key=None, form=127),
        "all-ones": SEED + b"\xff" * 40,
        "cut-in-the-key": SEED + frame(TEXT, b"")[:-2],
    })


def utf8():
    write("net/websocket/protocol/Utf8ValidatorFuzzTest", "acceptsAndRefusesWhereTheJdkDoes", {
        "ascii": SEED + b"The quick brown fox jumps over the lazy dog.",
        "each-length": SEED + "a\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff".encode(),
        "many-of-three": SEED + "世界".encode() * 8,
        "overlong-c0": SEED + b"ab\xc0\x80",
        "overlong-e0": SEED + b"\xe0\x9f\xbf",
        "overlong-f0": SEED + b"\xf0\x8f\xbf\xbf",
        "surrogate": SEED + b"\xed\xa0\x80",
        "beyond-unicode": SEED + b"\xf4\x90\x80\x80",
        "unfinished": SEED + b"12345678\xf0\x9f\x8c",
        "lone-continuation": SEED + b"1234567\x80",
    })


# ---- Heads

REQUEST = b"""GET /chat?room=1 HTTP/1.1
Host: server.example.com
Upgrade: websocket
Connection: keep-alive, Upgrade
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13
Sec-WebSocket-Protocol: chat, superchat
Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
Origin: http://example.com

"""

RESPONSE = b"""HTTP/1.1 101 Switching Protocols
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

"""


def head(lines, *replacements):
    for old, new in replacements:
        assert old in lines, old
        lines = lines.replace(old, new)
    return SEED + lines.replace(b"\n", b"\r\n")


def requests():
    write("net/websocket/handshake/ServerHandshakeFuzzTest", "aRequestIsAskedRejectedOrUnfinished", {
        "of-the-rfc": head(REQUEST),
        "frames-behind-it": head(REQUEST) + frame(TEXT, b"Hello"),
        "empty-line-before": SEED + b"\r\n" + head(REQUEST)[2:],
        "whole-uri": head(REQUEST, (b"/chat?room=1", b"http://other.example:8080/x")),
        "whole-uri-without-path": head(REQUEST, (b"/chat?room=1", b"HTTP://[::1]?q")),
        "quoted-extension": head(REQUEST, (b"client_max_window_bits", b'server_max_window_bits="10"')),
        "key-with-unused-bits": head(REQUEST, (b"jZQ==", b"jZR==")),
        "post": head(REQUEST, (b"GET", b"POST")),
        "version-8": head(REQUEST, (b"Version: 13", b"Version: 8")),
        "http-1-0": head(REQUEST, (b"HTTP/1.1", b"HTTP/1.0")),
        "http-2": head(REQUEST, (b"HTTP/1.1", b"HTTP/2.0")),
        "no-host": head(REQUEST, (b"Host: server.example.com\n", b"")),
        "two-hosts": head(REQUEST, (b"Upgrade: w", b"Host: b\nUpgrade: w")),
        "with-a-body": head(REQUEST, (b"Origin", b"Content-Length: 5\nOrigin")),
        "chunked": head(REQUEST, (b"Origin", b"Transfer-Encoding: chunked\nOrigin")),
        "folded-line": head(REQUEST, (b"Origin:", b" Origin:")),
        "bare-line-feed": SEED + REQUEST,
        "space-before-colon": head(REQUEST, (b"Host:", b"Host :")),
        "long-target": head(REQUEST, (b"/chat", b"/" + b"x" * 1100)),
        "many-fields": head(REQUEST, (b"Origin", b"X: y\n" * 12 + b"Origin")),
        "not-http": SEED + b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    })


def answers():
    refused = b"HTTP/1.1 403 Forbidden\nContent-Length: 6\n\nno way"
    chunked = b"HTTP/1.1 503 \nTransfer-Encoding: chunked\n\n5\nbusy \n3;x=y\nnow\n0\n\n"
    redirect = b"HTTP/1.1 302 Found\nLocation: %s\nContent-Length: 0\n\n"
    write("net/websocket/handshake/ClientHandshakeFuzzTest", "anAnswerOpensOrIsAHandshakeException", {
        "of-the-rfc": head(RESPONSE),
        "frames-behind-it": head(RESPONSE) + frame(TEXT, b"Hello", key=None),
        "subprotocol-and-extension": head(RESPONSE, (
            b"Upgrade: w",
            b"Sec-WebSocket-Protocol: chat\nSec-WebSocket-Extensions: x-other\nUpgrade: w")),
        "interim-before": head(b"HTTP/1.1 103 Early Hints\nLink: </x>\n\n" + RESPONSE),
        "wrong-accept": head(RESPONSE, (b"s3pP", b"S3pP")),
        "subprotocol-not-offered": head(RESPONSE, (b"Upgrade: w", b"Sec-WebSocket-Protocol: x\nUpgrade: w")),
        "extension-not-offered": head(RESPONSE, (b"Upgrade: w", b"Sec-WebSocket-Extensions: y\nUpgrade: w")),
        "extension-twice": head(
            RESPONSE, (b"Upgrade: w", b"Sec-WebSocket-Extensions: x-other, x-other\nUpgrade: w")),
        "refusal": head(refused),
        "refusal-chunked": head(chunked),
        "refusal-until-the-end": head(b"HTTP/1.1 500 \n\nInternal error, and many words about it.."),
        "chunk-size-of-15-digits": head(chunked, (b"\n5\n", b"\n7fffffffffffff5\n")),
        "redirect-elsewhere": head(redirect % b"wss://other.example/x"),
        "redirect-here": head(redirect % b"/chat/../other?room=2"),
        "redirect-to-plain-text": head(redirect % b"ws://server.example.com/"),
        "not-http": SEED + b"SSH-2.0-OpenSSH_9.2p1\r\n",
    })


def proxies():
    connect, socks, known = (bytes([kind]) + SEED for kind in range(3))
    opened = b"\x05\x00\x00\x01\x7f\x00\x00\x01\x1f\x90"
    named = b"\x05\x00\x00\x03\x0bexample.com\x01\xbb"

    def lines(text):
        return connect + text.replace(b"\n", b"\r\n")

    write("net/websocket/handshake/ProxyHandshakeFuzzTest", "aWayIsOpenRefusedOrWaitedFor", {
        "connect": lines(b"HTTP/1.1 200 Connection established\n\n"),
        "connect-and-frames-behind": lines(b"HTTP/1.0 200 OK\nContent-Length: 9\n\n\x16\x03\x03"),
        "connect-interim-before": lines(b"HTTP/1.1 100 Continue\n\nHTTP/1.1 204 \nVia: x\n\n"),
        "connect-hurried": lines(b"HTTP/1.1 102 Processing\n\nHTTP/1.1 200 OK\n\n"),
        "connect-redirected": lines(b"HTTP/1.1 302 Found\nLocation: http://elsewhere/\n\n"),
        "connect-refused": lines(b"HTTP/1.1 407 Who asks?\nProxy-Authenticate: Digest realm=x\n\n"),
        "connect-unreadable": lines(b"SSH-2.0-OpenSSH_9.2p1\n"),
        "socks": socks + b"\x05\x00" + opened + b"\x16\x03\x03",
        "socks-named": socks + b"\x05\x00" + named,
        "socks-ipv6": socks + b"\x05\x00\x05\x00\x00\x04" + bytes(16) + b"\x01\xbb",
        "socks-name-of-255": socks + b"\x05\x00\x05\x00\x00\x03\xff" + b"x" * 255 + b"\x01\xbb",
        "socks-refused": socks + b"\x05\x00\x05\x05\x00\x01" + bytes(6),
        "socks-wants-a-password": socks + b"\x05\xff",
        "socks-chose-what-was-not-offered": socks + b"\x05\x02\x01\x00" + opened,
        "socks-password": known + b"\x05\x02\x01\x00" + opened,
        "socks-wrong-password": known + b"\x05\x02\x01\x01",
        "socks-4": socks + b"\x00\x5a" + bytes(6),
    })


def uris():
    write("net/websocket/handshake/WebSocketUriFuzzTest", "aTextIsAUriOrRefused", {
        "plain": b"ws://example.com/chat?room=1",
        "secure-with-port": b"WSS://Example.COM:8443",
        "ipv6": b"ws://[2001:db8::1]:81/",
        "ipv6-ending-in-ipv4": b"ws://[::ffff:192.0.2.1]/x",
        "query-without-path": b"https://h?q=1",
        "beyond-ascii": "ws://bücher.example/ä/世?ö=🌍".encode(),
        "user-information": b"ws://user:secret@h/",
        "fragment": b"ws://h/#part",
        "no-port-behind-colon": b"ws://h:/",
        "port-65536": b"ws://h:65536/",
        "space": b"ws://h/a b",
        "other-scheme": b"ftp://h/",
    })
    write("net/websocket/handshake/RedirectFuzzTest", "aLocationIsResolvedAsRfc3986HasIt", {
        "whole": b"\0wss://other.example:444/x?y",
        "without-scheme": b"\2//other.example",
        "absolute-path": b"\1/a/./b/../c",
        "relative-path": b"\2../x;y=1?z",
        "dots-only": b"\3../../../..",
        "query-only": b"\0?room=2",
        "empty": b"\0",
        "fragment": b"\0/x#part",
        "beyond-ascii": b"\0/caf\xe9",
        "a-colon-in-the-path": b"\0./a:b",
    })


# ---- Extensions


def extensions():
    write("net/websocket/extension/ExtensionHeaderFuzzTest", "theGrammarDecidesAndNothingIsLost", {
        "of-browsers": b"permessage-deflate; client_max_window_bits",
        "a-list": b"permessage-deflate; server_no_context_takeover;client_max_window_bits=10, x-other",
        "quoted": b'foo; bar="a\\"b, c; d" ;e = f',
        "several-lines": b"foo\nbar; baz=1\n,",
        "empty-elements": b" ,, foo ,\t,",
        "no-value": b"foo; bar=",
        "unfinished-quote": b'foo; bar="baz',
        "only-commas": b",,",
    })
    some = b"\0\0\0\0"
    write("net/websocket/extension/DeflateNegotiationFuzzTest",
          "anAnswerObeysTheRfcAndBothEndsUnderstandItAlike", {
        "of-browsers": some + b"permessage-deflate; client_max_window_bits\n\npermessage-deflate",
        "all-parameters": b"\x17\x03\x09\x02permessage-deflate; server_no_context_takeover; "
        b"client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=12\n\n"
        b"permessage-deflate; server_no_context_takeover; server_max_window_bits=9; "
        b"client_max_window_bits=8",
        "preferred-and-fallback": some + b"permessage-deflate; server_max_window_bits=8, "
        b"permessage-deflate\n\npermessage-deflate; server_max_window_bits=9",
        "first-is-illegal": some + b"permessage-deflate; server_max_window_bits=16, x; y, "
        b"permessage-deflate; client_max_window_bits=9",
        "bits-not-offered": some + b"permessage-deflate\n\npermessage-deflate; client_max_window_bits=9",
        "twice": some + b"permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "leading-zero": some + b"permessage-deflate; server_max_window_bits=08",
        "server-wants-more-than-is-offered": b"\x00\x03\x00\x00permessage-deflate; "
        b"client_max_window_bits=10",
        "server-wants-little": b"\x1f\x07\x00\x00permessage-deflate; client_max_window_bits",
    })


# ---- DEFLATE


def raw(data, level=6, strategy=zlib.Z_DEFAULT_STRATEGY):
    c = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    return c.compress(data) + c.flush()


def bits(text):
    """Bits as they come, the first one lowest in the first byte; spaces mean nothing."""
    text = text.replace(" ", "")
    return bytes(int(text[i:i + 8][::-1], 2) for i in range(0, len(text), 8))


def deflate():
    prose = b"It was the best of times, it was the worst of times, " * 12
    any_window = b"\0\xff\xff" + SEED
    small = b"\7\xff\xff" + SEED
    limit_10 = b"\0\0\x0a" + SEED
    stored = b"\0" + struct.pack("<HH", 300, 300 ^ 0xFFFF) + bytes(range(150)) * 2
    write("deflate/DeflateDecoderFuzzTest", "isAcceptedAndRefusedAsByZlib", {
        "stored": any_window + raw(b"stored bytes", 0),
        "fixed": any_window + raw(b"Hello Hello Hello", 6, zlib.Z_FIXED),
        "dynamic": any_window + raw(prose + bytes(range(200)) + prose),
        "huffman-only": any_window + raw(prose[:300], 6, zlib.Z_HUFFMAN_ONLY),
        "runs": any_window + raw(b"a" * 3000 + b"b" * 3000, 6, zlib.Z_RLE),
        "window-8-is-not-enough": small + raw(bytes(range(256)) + b"xyz" + bytes(range(256))),
        "window-8": small + raw(b"0123456789" * 40),
        "window-8-and-a-distance-of-256": small + stored
        + bits("110 0000001 01111 111111 0000000"),
        "window-8-and-a-distance-of-257": small + stored
        + bits("110 0000001 10000 0000000 0000000"),
        "limit-of-10-bytes": limit_10 + raw(b"Hello Hello Hello"),
        "limit-is-just-met": limit_10 + raw(b"0123456789"),
        "bytes-behind-the-end": any_window + raw(b"Hello") + b"more",
        "sync-flushes": any_window + message(b"one") + TAIL + message(b"two") + TAIL,
        "reserved-block-type": any_window + b"\x07",
        "stored-length-mismatch": any_window + b"\x01\x05\0\0\0",
        "distance-before-start": any_window + bits("110 0000001 00001 0000000"),
        "reserved-length-symbol": any_window + bits("110 11000110 00000"),
        "reserved-distance-symbol": any_window + bits("110 00110000 0000001 11110 0000000"),
        "code-length-code-empty": any_window + bits("101 00000 00000 0000" + "000" * 4 + "1" * 40),
        "code-length-code-oversubscribed": any_window + bits("101 00000 00000 0000" + "100" * 4),
        "too-many-literal-codes": any_window + bits("101 11111 00000 0000" + "100" * 4),
        # One code length of one bit each for 0 and 1: every code is 1 bit long, which is too many.
        "literal-code-oversubscribed": any_window
        + bits("101 00000 00000 0111" + "000" * 17 + "100 100" + "1" * 280),
        "truncated": any_window + raw(prose)[:-9],
    })
    write("deflate/DeflateEncoderFuzzTest", "everyMessageIsReadAsItWasMeant", {
        "two-messages": b"\0\3\0\1" + b"\7\0\x1cthe same words in a message.." * 2,
        "window-8-with-long-repeats": b"\7\3\0\1" + b"\7\x41\x05abcdef\xff\xff" + b"\7\x42\x05ghijkl\xff\xff",
        "rollback": b"\0\3\0\1" + b"\7\1\x04hello\1\0" + b"\2\3\x04never\x20\0" + b"\7\1\x04hello\1\0",
        "rolled-back-half-way": b"\3\2\0\2" + b"\7\1\x04hello\1\0" + b"\3\3\x04never\x20\0" + b"\7\1\x04hello\1\0",
        "append": b"\0\3\0\1" + b"\7\1\x04hello\1\0" + b"\4\1\x05append\2\0" + b"\7\1\x05append\2\0",
        "limited-and-dropped": b"\0\4\0\1" + b"\7\3\x02abc\x90\0" + b"\1\0\0x\1\0" + b"\7\3\x02abc\x90\0"
        + b"\0\0\0x" + b"\7\3\x02abc\x90\0",
        "flushed-inside": b"\0\2\x12\x35" + b"\5\3\x06flushed\x30\0" * 3,
        "forgetting": b"\4\3\x12\x35" + b"\6\3\x06forgets\x30\0" * 3,
        "stored": b"\0\0\x12\x35" + b"\7\3\x06storing\xff\xff" * 5,
        "huffman-only": b"\0\1\x12\x35" + b"\7\3\x06aaaabcd\x20\0" * 2,
        "past-the-wrap-of-positions": b"\0\2\0\3" + b"\7\x07\x09wraparound\xff\xf0" * 8,
    })
    gz = gzip.compress(prose, mtime=0)
    extra = (b"\x1f\x8b\x08\x1c" + b"\0" * 6 + b"\x04\0abcd" + b"name\0" + b"comment\0" + gz[10:])
    summed = b"\x1f\x8b\x08\x02" + b"\0" * 6
    summed += struct.pack("<H", zlib.crc32(summed) & 0xFFFF) + gz[10:]
    write("deflate/StreamFormatFuzzTest", "isAcceptedAndRefusedAsByJavaUtilZip", {
        "zlib": b"\0" + SEED + zlib.compress(prose),
        "zlib-wrong-checksum": b"\0" + SEED + zlib.compress(prose)[:-1] + b"\0",
        "zlib-dictionary": b"\0" + SEED + b"\x78\xbb\0\0\0\1",
        "zlib-window-too-great": b"\0" + SEED + b"\x88\x1c",
        "zlib-small-window": b"\0" + SEED + b"\x18\x19" + zlib.compress(b"0123456789" * 9)[2:],
        "gzip": b"\1" + SEED + gz,
        "gzip-with-all-fields": b"\1" + SEED + extra,
        "gzip-with-header-checksum": b"\1" + SEED + summed,
        "gzip-reserved-flag": b"\1" + SEED + b"\x1f\x8b\x08\x20" + gz[4:],
        "gzip-wrong-length": b"\1" + SEED + gz[:-1] + b"\1",
        "gzip-truncated": b"\1" + SEED + gz[:-5],
    })
    write("deflate/StreamFormatFuzzTest", "whatIsWrittenComesBack", {
        "zlib-fast": b"\0\2\0\x10" + prose,
        "gzip-best": b"\1\4\0\xff" + prose,
        "zlib-window-8": b"\0\3\7\1" + bytes(range(256)) * 3,
        "gzip-stored-and-flushed": b"\1\0\0\1" + prose[:60],
        "nothing": b"\1\3\0\0",
    })


# ---- The command line


def command_line():
    write("cli/CommandLineFuzzTest", "wordsRunOrAreRefusedInOneLine", {
        "deflate": b"deflate\n--level\nbest\n--window-bits\n9\0" + b"some bytes " * 9,
        "deflate-zlib-flushed": b"deflate\n--format=zlib\n--sync-flush-every=5\0some bytes",
        "inflate": b"inflate\0" + raw(b"some bytes " * 9),
        "inflate-gzip": b"inflate\n--format\ngzip\0" + gzip.compress(b"some bytes", mtime=0),
        "inflate-damaged": b"inflate\0\x07",
        "inflate-truncated": b"inflate\n--format=zlib\0\x78",
        "inflate-trailing": b"inflate\0" + raw(b"x") + b"y",
        "wrong-level": b"deflate\n--level\n10\0",
        "wrong-window": b"inflate\n--window-bits=7\0",
        "flush-every-0": b"deflate\n--sync-flush-every=0\0",
        "connect": b"connect\nws:h\n-H\nX: y\n--close\n1000:bye\n--json\n--binary=hex",
        "serve": b"serve\n--port\n70000\n--tls\n--max-message=1k",
        "flood": b"flood\nws:h\n--connections=4\n--size\n64\n--depth=1\n--seconds=1\n--warmup=0",
        "echo-client": b"echo-client\nws:h\n--repeat=-1\n--parallel\nx",
        "help": b"help\nconnect",
        "version": b"--version",
        "nothing": b"",
        "unknown": b"nosuch\n--nosuch=\x1b[31m",
    })
    pems = {p.stem: p.read_bytes() for p in sorted(PEMS.glob("*.pem"))}
    pems["ec-key-without-curve"] = (
        b"-----BEGIN EC PRIVATE KEY-----\nMAUCAQEEAA==\n-----END EC PRIVATE KEY-----\n")
    pems["long-der-length"] = b"-----BEGIN EC PRIVATE KEY-----\nMIR/////AA==\n-----END EC PRIVATE KEY-----\n"
    pems["does-not-end"] = b"-----BEGIN PRIVATE KEY-----\nAAAA\n"
    pems["not-base64"] = b"-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n"
    write("cli/FormatsFuzzTest", "pemIsReadOrRefusedInOneLine", pems)
    write("cli/FormatsFuzzTest", "jsonIsOneLineThatSaysTheSame", {
        "letters": "plain".encode("utf-16-be"),
        "controls": "\0\t\n\r\x1f\"\\/\x7f\x9f".encode("utf-16-be"),
        "line-ends-of-javascript": "\u2028\u2029".encode("utf-16-be"),
        "half-a-pair": b"\xd8\x3c\0a\xdf\x0d",
        "pair": "🌍".encode("utf-16-be"),
    })
    write("cli/FormatsFuzzTest", "aBinaryMessageComesBackFromItsLine", {
        "raw": b"\0any\xff",
        "hex": b"\x0148 65 6C6c6f",
        "hex-odd": b"\x01486",
        "base64": b"\x02SGVsbG8=",
        "base64-without-padding": b"\x02SGVsbG8",
        "base64-of-another-alphabet": b"\x02_-8=",
    })
    write("cli/FormatsFuzzTest", "linesAreTheInputWithoutItsLineEnds", {
        "lines": SEED + b"one\ntwo\r\n\nfour",
        "last-one-ended": SEED + b"one\n",
        "nothing": SEED,
    })


for make in (frame_heads, utf8, protocol, requests, answers, proxies, uris, extensions, deflate, command_line):
    make()
