package dev.we.conformance.architecture.planted.net.websocket.protocol;

import java.net.InetSocketAddress;

/** Breaks a rule on purpose. */
record NamesAnAddress(InetSocketAddress forbidden) {}
