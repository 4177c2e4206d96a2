package dev.we.conformance.architecture.planted.net.websocket.transport;

import java.lang.foreign.MemorySegment;

/** Breaks a rule on purpose. */
record CallsTheSystem(MemorySegment forbidden) {}
