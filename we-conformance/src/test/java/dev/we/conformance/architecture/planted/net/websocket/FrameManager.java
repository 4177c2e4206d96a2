package dev.we.conformance.architecture.planted.net.websocket;

/** Breaks a rule on purpose. */
final class FrameManager {}
