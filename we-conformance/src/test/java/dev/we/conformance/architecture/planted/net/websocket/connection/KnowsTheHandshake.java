package dev.we.conformance.architecture.planted.net.websocket.connection;

import dev.we.net.websocket.handshake.ClientHandshake;

/** Breaks a rule on purpose. */
record KnowsTheHandshake(ClientHandshake forbidden) {}
