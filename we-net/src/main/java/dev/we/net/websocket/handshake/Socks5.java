package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * SOCKS version 5 (RFC 1928), with a user and a password (RFC 1929) or without.
 *
 * <pre>
 *   METHOD ─ 05 00 ──────────────────────────▶ REPLY ─ 05 00 … ▶ open
 *      └──── 05 02 ──▶ AUTHENTICATION ─ 01 00 ───▲
 * </pre>
 */
final class Socks5 implements ProxyHandshake {
  private static final byte VERSION = 5;
  private static final byte AUTHENTICATION_VERSION = 1;
  private static final byte NO_AUTHENTICATION = 0;
  private static final byte USER_AND_PASSWORD = 2;
  private static final int NO_ACCEPTABLE_METHOD = 0xFF;
  private static final byte CONNECT = 1;
  private static final byte SUCCEEDED = 0;

  private static final byte IPV4 = 1;
  private static final byte NAME = 3;
  private static final byte IPV6 = 4;

  /** Version, code, reserved, address type and the address's first byte: enough for its length. */
  private static final int REPLY_BEGINNING = 5;

  private static final int PORT_BYTES = 2;

  /** The longest answer is that with a name of 255 bytes. */
  private static final int MAX_ANSWER_BYTES = REPLY_BEGINNING + 255 + PORT_BYTES;

  private enum State {
    METHOD,
    AUTHENTICATION,
    REPLY
  }

  private final byte[] connect;
  private final Optional<Proxy.Credentials> credentials;
  private final ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER_BYTES);
  private State state = State.METHOD;
  private int needed = 2;
  private ByteBuffer toSend;

  Socks5(WebSocketUri server, Optional<Proxy.Credentials> credentials) {
    this.credentials = credentials;
    connect = connect(server.host(), server.port());
    toSend =
        ByteBuffer.wrap(
            credentials.isPresent()
                ? new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD}
                : new byte[] {VERSION, 1, NO_AUTHENTICATION});
  }

  /** RFC 1928, section 4. A name is the proxy's to look up. */
  private static byte[] connect(String host, int port) {
    byte[] address = HostSyntax.address(host);
    byte type = address.length == 4 ? IPV4 : IPV6;
    if (address.length == 0) {
      byte[] name = host.getBytes(StandardCharsets.US_ASCII);
      address = ByteBuffer.allocate(1 + name.length).put((byte) name.length).put(name).array();
      type = NAME;
    }
    return ByteBuffer.allocate(4 + address.length + PORT_BYTES)
        .put(new byte[] {VERSION, CONNECT, 0, type})
        .put(address)
        .putShort((short) port)
        .array();
  }

  @Override
  public ByteBuffer toSend() {
    ByteBuffer now = toSend;
    toSend = ByteBuffer.allocate(0);
    return now;
  }

  @Override
  public boolean receive(ByteBuffer in) throws ProxyRefusedException {
    while (in.hasRemaining()) {
      int take = Math.min(in.remaining(), needed - answer.position());
      answer.put(answer.position(), in, in.position(), take);
      answer.position(answer.position() + take);
      in.position(in.position() + take);
      if (answer.position() < needed) {
        return false;
      }
      State before = state;
      if (understand()) {
        return true;
      }
      if (state != before && in.hasRemaining()) {
        throw new ProxyRefusedException("it answered before it was asked");
      }
    }
    return false;
  }

  /** All that was waited for is there; true if the way is open. */
  private boolean understand() throws ProxyRefusedException {
    int version = answer.get(0);
    if (version != (state == State.AUTHENTICATION ? AUTHENTICATION_VERSION : VERSION)) {
      throw new ProxyRefusedException("its answer is not SOCKS 5");
    }
    int code = answer.get(1) & 0xFF;
    switch (state) {
      case METHOD -> chosen(code);
      case AUTHENTICATION -> {
        // RFC 1929, section 2: "A STATUS field of X'00' indicates success."
        if (code != SUCCEEDED) {
          throw new ProxyRefusedException("it does not take this user and password");
        }
        request();
      }
      case REPLY -> {
        return replied(code);
      }
    }
    return false;
  }

  /** RFC 1928, section 3: one of the methods that were offered. */
  private void chosen(int method) throws ProxyRefusedException {
    if (method == NO_AUTHENTICATION) {
      request();
    } else if (method == USER_AND_PASSWORD && credentials.isPresent()) {
      byte[] user = credentials.get().user().getBytes(StandardCharsets.UTF_8);
      byte[] password = credentials.get().password().getBytes(StandardCharsets.UTF_8);
      toSend =
          ByteBuffer.allocate(3 + user.length + password.length)
              .put(AUTHENTICATION_VERSION)
              .put((byte) user.length)
              .put(user)
              .put((byte) password.length)
              .put(password)
              .flip();
      await(State.AUTHENTICATION, 2);
    } else if (method == NO_ACCEPTABLE_METHOD) {
      throw new ProxyRefusedException(
          credentials.isPresent()
              ? "it takes neither a user and a password nor nobody"
              : "it wants to know who asks: give a user and a password");
    } else {
      throw new ProxyRefusedException("it chose method " + method + ", which was not offered");
    }
  }

  private void request() {
    toSend = ByteBuffer.wrap(connect);
    await(State.REPLY, REPLY_BEGINNING);
  }

  /** RFC 1928, section 6. The address in it is of no use here, but has to be read. */
  private boolean replied(int code) throws ProxyRefusedException {
    if (code != SUCCEEDED) {
      throw new ProxyRefusedException("it answered " + reason(code));
    }
    int address =
        switch (answer.get(3)) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> 1 + (answer.get(REPLY_BEGINNING - 1) & 0xFF);
          default -> throw new ProxyRefusedException("its answer has an address of no known type");
        };
    int whole = REPLY_BEGINNING - 1 + address + PORT_BYTES;
    if (needed < whole) {
      needed = whole;
      return false;
    }
    return true;
  }

  private void await(State next, int bytes) {
    state = next;
    needed = bytes;
    answer.clear();
  }

  private static String reason(int code) {
    String known =
        switch (code) {
          case 1 -> "general failure";
          case 2 -> "not allowed by its rules";
          case 3 -> "network unreachable";
          case 4 -> "host unreachable";
          case 5 -> "connection refused";
          case 6 -> "time to live expired";
          case 7 -> "command not supported";
          case 8 -> "address type not supported";
          default -> "an unknown failure";
        };
    return known + " (" + code + ")";
  }
}
