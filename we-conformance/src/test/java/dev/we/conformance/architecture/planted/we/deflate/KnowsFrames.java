package dev.we.conformance.architecture.planted.we.deflate;

import dev.we.net.websocket.frame.FrameHeader;

/** Breaks a rule on purpose. */
record KnowsFrames(FrameHeader forbidden) {}
