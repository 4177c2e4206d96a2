/**
 * The seam for extensions (RFC 6455, section 9): what the state machine asks of one that was agreed
 * on, and nothing about how it was agreed on.
 *
 * <pre>
 *   received   frames ─▶ unmask ─▶ Extension.decode ─▶ size limit, UTF-8 ─▶ message
 *   sent       message ─▶ UTF-8 ─▶ Extension.encode ─▶ mask ─▶ frames
 * </pre>
 *
 * <p>Pure: bytes in, bytes out; may know package {@code frame}.
 */
package dev.we.net.websocket.extension;
