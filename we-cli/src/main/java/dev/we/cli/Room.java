package dev.we.cli;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.WebSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Connections that all hear what one of them says. Thread-safe. */
final class Room {
  private final Set<WebSocket> guests = ConcurrentHashMap.newKeySet();

  void enter(WebSocket guest) {
    guests.add(guest);
  }

  void leave(WebSocket guest) {
    guests.remove(guest);
  }

  /** Who does not keep up is sent away, so that nobody waits for them. */
  void say(PreparedMessage message) {
    message
        .sendTo(guests)
        .queueFull()
        .forEach(slow -> slow.close(CloseCode.POLICY_VIOLATION, "you do not keep up"));
  }
}
