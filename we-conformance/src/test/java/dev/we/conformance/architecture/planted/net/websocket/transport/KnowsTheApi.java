package dev.we.conformance.architecture.planted.net.websocket.transport;

import dev.we.net.websocket.State;

/** Breaks a rule on purpose. */
record KnowsTheApi(State forbidden) {}
