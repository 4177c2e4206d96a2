#!/usr/bin/env python3
"""What one compressed connection makes a server hold: ours, Netty's and Jetty's side by side.

    we-bench/compression-memory.py [CONNECTIONS] [MESSAGES] [IDLE_SECONDS] [SERVER...]

Each server runs in a JVM whose heap is fixed and touched beforehand. So many connections (400) agree on
permessage-deflate with windows of 2^15 and context takeover, and send so many JSON messages (100) of about
400 bytes each, which come back. Told are the bytes for each connection of live heap (by a class histogram,
which collects first) and of native memory (growth of the resident set), without a first batch of connections
that warms the server up; and the same again after IDLE_SECONDS (0: not told) without a message. Run ./we-bench/compare once before: it builds what this starts.
"""

import glob
import os
import re
import select
import socket
import struct
import subprocess
import sys
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WARM = 50


def message(connection, number):
    """A JSON row of about 400 bytes, like none before it and like all in form."""
    seed = connection * 7919 + number * 104729
    fields = ",".join('"field_%d":"%s"' % (i, (seed * (i + 3)) % 99991) for i in range(17))
    return ('{"title":"row %d of %d",%s}' % (number, connection, fields)).encode()


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(60)
        self.buffer = b""
        self.deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        self.socket.sendall(
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n" % port
        )
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.read()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        answer = [line for line in head.lower().split(b"\r\n") if b"extensions" in line]
        assert answer and b"no_context_takeover" not in answer[0] and b"=" not in answer[0], head

    def read(self):
        data = self.socket.recv(1 << 16)
        if not data:
            raise SystemExit("the server closed the connection")
        return data

    def echo(self, plain):
        data = self.deflate.compress(plain) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        data = data[:-4]
        length = len(data)
        head = struct.pack(">BB", 0xC1, 0x80 | length) if length < 126 else struct.pack(">BBH", 0xC1, 0xFE, length)
        self.socket.sendall(head + b"\0\0\0\0" + data)
        while not self.frame():
            self.buffer += self.read()

    def frame(self):
        """Drops one frame of the buffer; whether it was whole and data."""
        if len(self.buffer) < 4:
            return False
        length, at = self.buffer[1] & 0x7F, 2
        if length == 126:
            length, at = struct.unpack(">H", self.buffer[2:4])[0], 4
        if len(self.buffer) < at + length:
            return False
        self.buffer = self.buffer[at + length :]
        return True


def stay(clients, seconds):
    """Does nothing but answer pings."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for ready in select.select([client.socket for client in clients], [], [], 1)[0]:
            if b"\x89\0" in ready.recv(100):
                ready.sendall(b"\x8A\x80\0\0\0\0")


def live_heap(jcmd, pid):
    out = subprocess.run([jcmd, str(pid), "GC.class_histogram"], capture_output=True, text=True, check=True).stdout
    # The serial collector leaves some gaps where they are, and fills them with arrays of this name.
    gaps = sum(map(int, re.findall(r"^\s*\d+:\s+\d+\s+(\d+)\s+\S*Filler", out, re.M)))
    return int(re.search(r"^Total\s+\d+\s+(\d+)", out, re.M)[1]) - gaps


def resident(pid):
    with open("/proc/%d/status" % pid) as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read())[1]) * 1024


def tell(name, state, in_heap, outside):
    print("%-6s %-6s %9.0f heap %9.0f native %9.0f bytes for each connection"
          % (name, state, in_heap, outside, in_heap + outside), flush=True)


def measure(java_home, path, name, connections, messages, idle):
    server = subprocess.Popen(
        [java_home + "/bin/java", "-XX:+UseSerialGC", "-Xms768m", "-Xmx768m", "-XX:+AlwaysPreTouch",
         "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
         "-Dio.netty.noPreferDirect=false", "-cp", path, "dev.we.peers.EchoServerMain", name, "--compress"],
        stdout=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
        jcmd = java_home + "/bin/jcmd"

        def batch(first, count):
            clients = []
            for number in range(first, first + count):
                client = Client(port)
                for i in range(messages):
                    client.echo(message(number, i))
                clients.append(client)
            return clients

        kept = batch(0, WARM)
        heap, native = live_heap(jcmd, server.pid), resident(server.pid)
        kept += batch(WARM, connections)

        heap_now, native_now = live_heap(jcmd, server.pid), resident(server.pid)
        in_heap, outside = (heap_now - heap) / connections, (native_now - native) / connections
        tell(name, "in use", in_heap, outside)
        if idle:
            stay(kept, idle)
            # What was given back, the first batch gave back as well.
            in_heap += (live_heap(jcmd, server.pid) - heap_now) / len(kept)
            outside += (resident(server.pid) - native_now) / len(kept)
            tell(name, "idle", in_heap, outside)
    finally:
        server.kill()
        server.wait()


def main():
    connections = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    messages = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    idle = float(sys.argv[3]) if len(sys.argv) > 3 else 0
    stamps = glob.glob(ROOT + "/.we/peers-*")
    if not stamps:
        raise SystemExit("run ./we-bench/compare --rows none first: it builds the peers")
    with open(max(stamps, key=os.path.getmtime)) as stamp:
        path = ROOT + "/we-peers/target/classes:" + stamp.read().strip()
    java_home = subprocess.run([ROOT + "/we", "java-home"], capture_output=True, text=True, check=True).stdout.strip()
    for name in sys.argv[4:] or ("we", "netty", "jetty"):
        measure(java_home, path, name, connections, messages, idle)


if __name__ == "__main__":
    main()
