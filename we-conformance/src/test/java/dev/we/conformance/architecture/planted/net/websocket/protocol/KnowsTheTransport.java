package dev.we.conformance.architecture.planted.net.websocket.protocol;

import dev.we.net.websocket.transport.EventLoop;

/** Breaks a rule on purpose. */
record KnowsTheTransport(EventLoop forbidden) {}
