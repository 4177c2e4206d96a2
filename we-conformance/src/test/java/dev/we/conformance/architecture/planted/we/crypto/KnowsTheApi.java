package dev.we.conformance.architecture.planted.we.crypto;

import dev.we.net.websocket.State;

/** Breaks a rule on purpose. */
record KnowsTheApi(State forbidden) {}
