/**
 * The state machine after the opening handshake (RFC 6455, sections 5 to 8), for both roles.
 *
 * <pre>
 *                            receiving half                        │  sending half (the owner's lock)
 *                                                                  │
 *  bytes ─▶ FrameReceiver ── HeaderRules at each header byte       │  MessageSender ─▶ ByteSink
 *             │   └ [Extension] ─▶ MessageAssembler, Utf8Validator │     Utf8Encoder, [Extension]
 *             ▼                                                    │
 *           Sink: onText, onBinary, onPing, onPong,                │  ClosingHandshake: the states
 *             onClose, onViolation                                 │  Deadlines: times as data
 *             onOwed ──────────── a value: Owed ──────────────────▶│  settle
 *             │
 *  after a Close or a violation: DiscardedInput takes its place
 * </pre>
 *
 * <p>{@link dev.we.net.websocket.protocol.Protocol} is the whole of it for those outside. The
 * states and their transitions are in {@code ClosingHandshake} and nowhere else; which rule a peer
 * can break is in {@link dev.we.net.websocket.ProtocolViolation}.
 *
 * <p>Pure: bytes in, calls and bytes out. No socket, thread, lock, clock or random source; it may
 * know the packages {@code frame} and {@code extension} and the API's words.
 */
package dev.we.net.websocket.protocol;
