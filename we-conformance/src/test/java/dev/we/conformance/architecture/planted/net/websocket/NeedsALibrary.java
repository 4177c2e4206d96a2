package dev.we.conformance.architecture.planted.net.websocket;

import org.assertj.core.api.Condition;

/** Breaks a rule on purpose. */
record NeedsALibrary(Condition<?> forbidden) {}
