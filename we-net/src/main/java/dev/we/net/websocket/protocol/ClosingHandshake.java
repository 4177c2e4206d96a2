package dev.we.net.websocket.protocol;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import org.jspecify.annotations.Nullable;

/**
 * The states of a connection and every transition between them (RFC 6455, sections 4.1 and 7.1).
 *
 * <h2>Theory</h2>
 *
 * <p>CONNECTING is over before this object exists: a connection that failed its opening handshake
 * never gets here. Then four things can happen, each noted by one method, and nothing else moves
 * the state:
 *
 * <ul>
 *   <li><b>Our Close goes out</b>, {@link #closeSent}. "The application MUST NOT send any more data
 *       frames after sending a Close frame" (5.5.1); we send no control frame either. There is
 *       exactly one, whatever happens afterwards.
 *   <li><b>The peer's Close comes in</b>, {@link #closeReceived}. "If an endpoint receives a Close
 *       frame and did not previously send a Close frame, the endpoint MUST send a Close frame in
 *       response": the reply goes out in the same step, so there is no state between. If ours went
 *       out before, the two have crossed or this is the answer: either way nothing more is sent.
 *   <li><b>The connection is failed</b>, {@link #failed} (7.1.7): a Close with a code unless one
 *       went out before, then we end the stream, and what the peer still says is not listened to.
 *   <li><b>The stream ends</b>, {@link #streamEnded}.
 * </ul>
 *
 * <pre>
 *                     our Close goes out
 *         ┌──────┐   (the peer's may come)    ┌─────────────────────┐
 *         │ OPEN │ ─────────────────────────▶ │ CLOSING             │
 *         └──────┘                            │ Close sent          │──┐
 *           │  │                              └─────────────────────┘  │
 *           │  │ the peer's Close comes in,              │ the peer's  │
 *           │  │ ours goes out as its echo               │ Close comes │
 *           │  │                                         ▼             │ failed
 *           │  │                              ┌─────────────────────┐  │
 *           │  └────────────────────────────▶ │ CLOSING             │  │
 *           │                                 │ both Closes passed  │  │
 *           │                                 └─────────────────────┘  │
 *           │ failed                                     │             ▼
 *           │ (a Close goes out)              ┌──────────│──────────────────┐
 *           ├───────────────────────────────▶ │ CLOSING  │  failed          │
 *           │                                 └──────────│──────────────────┘
 *           │ the stream ends                            │   the stream ends
 *           ▼                                            ▼          ▼
 *         ┌────────────────────────────────────────────────────────────────┐
 *         │ CLOSED    clean if both Closes passed before                   │
 *         └────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Who ends the stream: "the server MUST close the connection immediately" once both Closes
 * passed, for then it holds TIME_WAIT and not the client, which "SHOULD wait for the server"
 * (7.1.1). Whoever fails the connection ends it first, and whoever sees the peer's end follows.
 *
 * <p>What is reported (7.1.5, 7.1.6) is what the peer's Close said, never our own; 1006 without
 * one.
 */
final class ClosingHandshake {
  private final boolean isServer;
  private State state = State.OPEN;
  private boolean closeSent;
  private @Nullable CloseReason received;
  private boolean failed;

  ClosingHandshake(Role role) {
    this.isServer = role == Role.SERVER;
  }

  /** Our Close was put into the output; only in OPEN. */
  void closeSent() {
    assert isOpen() : state;
    closeSent = true;
    state = State.CLOSING;
  }

  /** The peer's Close came, and ours is out already or goes out in the same step. */
  void closeReceived(CloseReason reason) {
    if (received == null && !failed && state != State.CLOSED) {
      received = reason;
    }
  }

  /** The connection is failed; our Close is out already or goes out in the same step. */
  void failed() {
    failed = true;
  }

  /** The stream has ended, in whatever way. */
  void streamEnded() {
    state = State.CLOSED;
  }

  /** Whether anything may still be sent. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  State state() {
    return state;
  }

  boolean isCloseSent() {
    return closeSent;
  }

  boolean isCloseReceived() {
    return received != null;
  }

  /** 7.1.4: closed "cleanly", "after the WebSocket closing handshake is completed". */
  boolean wasClean() {
    return closeSent && received != null;
  }

  /** 7.1.5 and 7.1.6: the code and the reason of the Close that the peer sent. */
  CloseReason reason() {
    return received == null ? CloseReason.ABNORMAL : received;
  }

  /** Whether we end our side of the stream as soon as all output is out. */
  boolean shouldShutdownOutput() {
    return state == State.CLOSED || failed || (isServer && wasClean());
  }
}
