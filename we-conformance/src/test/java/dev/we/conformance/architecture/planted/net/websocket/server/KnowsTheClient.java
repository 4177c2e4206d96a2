package dev.we.conformance.architecture.planted.net.websocket.server;

import dev.we.net.websocket.client.WebSocketClient;

/** Breaks a rule on purpose. */
record KnowsTheClient(WebSocketClient forbidden) {}
