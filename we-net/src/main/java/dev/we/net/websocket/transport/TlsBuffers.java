package dev.we.net.websocket.transport;

/** stub. */
final class TlsBuffers {}
