package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Headers;

/**
 * The head of an HTTP/1.1 message (RFC 9112, section 2.1).
 *
 * @param startLine the request line or status line, without its line end
 * @param headers the field lines
 */
record HttpHead(String startLine, Headers headers) {}
