package dev.we.conformance.architecture.planted.net.websocket;

import dev.we.net.websocket.protocol.Protocol;

/** Breaks a rule on purpose. */
record KnowsTheProtocol(Protocol forbidden) {}
