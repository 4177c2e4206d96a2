package dev.we.conformance.architecture.planted.net.websocket.connection;

import java.nio.channels.SocketChannel;

/** Breaks a rule on purpose. */
record OpensAChannel(SocketChannel forbidden) {}
