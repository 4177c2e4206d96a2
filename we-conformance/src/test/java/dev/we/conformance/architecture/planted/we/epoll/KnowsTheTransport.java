package dev.we.conformance.architecture.planted.we.epoll;

import dev.we.net.websocket.State;

/** Breaks a rule on purpose. */
record KnowsTheTransport(State forbidden) {}
