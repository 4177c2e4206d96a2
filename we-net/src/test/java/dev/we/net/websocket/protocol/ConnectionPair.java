package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.Extension;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A client and a server, joined by two wires that cut what they carry as a seed will have it. */
final class ConnectionPair {
  final End client;
  final End server;
  private final Random random;
  private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();

  ConnectionPair(Random random, @Nullable Extension ofClient, @Nullable Extension ofServer) {
    this.random = random;
    this.client = new End(Role.CLIENT, Limits.defaults(), ofClient, wire());
    this.server = new End(Role.SERVER, Limits.defaults(), ofServer, wire());
  }

  private Wire wire() {
    return new Wire(1 + random.nextInt(500), random.nextBoolean());
  }

  End end(Role role) {
    return role == Role.CLIENT ? client : server;
  }

  /** Carries some of what is under way, in one direction. */
  void carrySome() {
    boolean up = random.nextBoolean();
    End from = up ? client : server;
    from.protocol.takePong(from.wire, random.nextInt());
    ByteArrayOutputStream wire = up ? toServer : toClient;
    wire.writeBytes(from.wire.drain());
    byte[] waiting = wire.toByteArray();
    if (waiting.length > 0) {
      int count = 1 + random.nextInt(waiting.length);
      wire.reset();
      wire.write(waiting, count, waiting.length - count);
      byte[] now = Arrays.copyOf(waiting, count);
      (up ? server : client).receivesInPieces(now, random, 1 + random.nextInt(600));
    }
  }

  /** Carries all, and what it gives rise to. */
  void carryAll() {
    int quiet = 0;
    while (quiet < 20) {
      int before = toServer.size() + toClient.size() + client.events.size() + server.events.size();
      carrySome();
      int after = toServer.size() + toClient.size() + client.events.size() + server.events.size();
      quiet = before == after && toServer.size() + toClient.size() == 0 ? quiet + 1 : 0;
    }
  }
}
