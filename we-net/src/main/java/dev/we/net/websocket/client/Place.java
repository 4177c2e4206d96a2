package dev.we.net.websocket.client;

import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.transport.ConnectAttempt;
import dev.we.net.websocket.transport.Destination;
import dev.we.net.websocket.transport.EventLoop;
import dev.we.net.websocket.transport.TransportHandler;

/** Where a connection is opened, and lives from then on. */
interface Place {
  /** Begins to connect, as {@link EventLoop#connect} does. */
  ConnectAttempt connect(Destination to, TransportHandler handler);

  /** What the connections there share. */
  LoopShare share();

  /** One of a client's loops. */
  record OnLoop(EventLoop loop, LoopShares shares) implements Place {
    @Override
    public ConnectAttempt connect(Destination to, TransportHandler handler) {
      return loop.connect(to, handler);
    }

    @Override
    public LoopShare share() {
      return shares.of(loop);
    }
  }
}
