package dev.we.conformance.architecture.planted.net.websocket.handshake;

import dev.we.net.websocket.protocol.Protocol;

/** Breaks a rule on purpose. */
record KnowsTheProtocol(Protocol forbidden) {}
