/**
 * The syntax of frames (RFC 6455, section 5.2): bytes to header and back, and the masking of
 * payloads.
 *
 * <pre>
 *   byte 0          byte 1          0, 2 or 8 bytes      0 or 4 bytes    payload
 *  ┌─┬───┬───────┐ ┌─┬───────────┐ ┌──────────────────┐ ┌─────────────┐ ┌─────────────────┐
 *  │F│RSV│opcode │ │M│ length    │ │ extended length  │ │ masking key │ │ XOR key, if M   │
 *  └─┴───┴───────┘ └─┴───────────┘ └──────────────────┘ └─────────────┘ └─────────────────┘
 *      FIRST_BYTE     SECOND_BYTE    LENGTH_SO_FAR…        HEADER
 *                                    LENGTH
 * </pre>
 *
 * <p>Nothing here knows a rule: any opcode, any reserved bit, any length and any mask is decoded
 * and encoded as it stands. What a peer may send, and when, is the affair of package {@code
 * protocol}; {@link dev.we.net.websocket.frame.FrameDecoder} only stops wherever a rule can be
 * applied, so that a bad frame is refused at the first byte that shows it.
 *
 * <p>Pure: bytes in, bytes out. This package depends on no other package of the project.
 */
package dev.we.net.websocket.frame;
