package dev.we.net.websocket.connection;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.protocol.ProtocolSettings;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a client or a server have in common.
 *
 * @param protocol which end this is, and the bounds that each keeps
 * @param executor on which the callbacks run; null for the loop
 * @param demand how many messages may be delivered before more are asked for
 * @param share what they share
 * @param onEnd called on the loop once one has ended, before its listener is told
 */
public record ConnectionSettings(
    ProtocolSettings protocol,
    @Nullable Executor executor,
    long demand,
    LoopShare share,
    Consumer<Connection> onEnd) {

  /** The bounds that each keeps. */
  Limits limits() {
    return protocol.limits();
  }
}
