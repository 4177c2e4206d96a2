package dev.we.conformance.architecture.planted.net.websocket.client;

import dev.we.net.websocket.server.WebSocketServer;

/** Breaks a rule on purpose. */
record KnowsTheServer(WebSocketServer forbidden) {}
