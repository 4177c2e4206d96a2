package dev.we.conformance.architecture.planted.net.websocket.frame;

import java.util.concurrent.locks.ReentrantLock;

/** Breaks a rule on purpose. */
record TakesALock(ReentrantLock forbidden) {}
