package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.extension.SharedMemory;

/** Ends that agreed on permessage-deflate. */
final class Deflated {
  /** Compresses all that is offered to it: no message is too short. */
  static final Compression EAGER = Compression.builder().minMessageBytes(0).build();

  /** Adds up for one test. */
  static final class Memory implements SharedMemory {
    long bytes;

    @Override
    public void add(long more) {
      bytes += more;
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }

  private Deflated() {}

  static End end(Role role) {
    return end(role, Limits.defaults(), 15, true);
  }

  static End end(Role role, int windowBits, boolean takeover) {
    return end(role, Limits.defaults(), windowBits, takeover);
  }

  static End end(Role role, Limits limits, int windowBits, boolean takeover) {
    PerMessageDeflate extension = extension(windowBits, takeover, EAGER, new Memory());
    return new End(role, limits, extension, new Wire(1 << 10, false));
  }

  /** Both directions alike. */
  static PerMessageDeflate extension(
      int windowBits, boolean takeover, Compression settings, SharedMemory memory) {
    var agreement = new DeflateAgreement("", windowBits, windowBits, takeover, takeover);
    return new PerMessageDeflate(agreement, settings, memory);
  }
}
