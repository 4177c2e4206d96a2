package dev.we.conformance.architecture.planted.net.websocket.protocol;

import java.net.Socket;

/** Breaks a rule on purpose. */
record OpensASocket(Socket forbidden) {}
