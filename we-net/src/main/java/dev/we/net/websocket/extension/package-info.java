/**
 * Extensions (RFC 6455, section 9): the grammar in which they are offered and agreed on ({@link
 * dev.we.net.websocket.extension.ExtensionHeader}), and the seam, which is what the state machine
 * asks of one that was agreed on ({@link dev.we.net.websocket.extension.Extension}).
 *
 * <pre>
 *   received   frames ─▶ unmask ─▶ Extension.decode ─▶ size limit, UTF-8 ─▶ message
 *   sent       message ─▶ UTF-8 ─▶ Extension.encode ─▶ mask ─▶ frames
 * </pre>
 *
 * <p>Pure: bytes in, bytes out; may know package {@code frame}.
 */
package dev.we.net.websocket.extension;
