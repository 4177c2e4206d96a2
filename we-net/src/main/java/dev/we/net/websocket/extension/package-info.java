/**
 * Extensions (RFC 6455, section 9): the grammar in which they are offered and agreed on ({@link
 * dev.we.net.websocket.extension.ExtensionHeader}), the seam, which is what the state machine asks
 * of one that was agreed on ({@link dev.we.net.websocket.extension.Extension}), and the one
 * extension there is: permessage-deflate (RFC 7692).
 *
 * <pre>
 *   received   frames ─▶ unmask ─▶ Extension.decode ─▶ size limit, UTF-8 ─▶ message
 *   sent       message ─▶ UTF-8 ─▶ Extension.encode ─▶ mask ─▶ frames
 * </pre>
 *
 * <pre>
 *   offers, answers ─▶ DeflateParams: the grammar of the four parameters
 *                        ▼
 *                      DeflateNegotiation: what a server answers, what a client accepts
 *                        ▼
 *                      DeflateAgreement ─▶ PerMessageDeflate ┬ MessageInflater ─▶ DeflateDecoder
 *                                                            └ MessageDeflater ─▶ DeflateEncoder
 * </pre>
 *
 * <p>What makes it more than a call to a codec:
 *
 * <ul>
 *   <li>A message is good only if the decoder stands where the sender took the tail away; nothing
 *       that was cut short is ever delivered.
 *   <li>A message that does not shrink is taken back and sent as it is.
 *   <li>What this end keeps of what it sent is its own affair (RFC 7692, 7.1.1: the peer's window
 *       is only a bound), so it is grown with use, capped, and dropped when all connections
 *       together hold too much. What it keeps of what it received is not: its peer may refer to it.
 * </ul>
 *
 * <p>A message for many connections is deflated without history by a {@link
 * dev.we.net.websocket.extension.SharedEncoding}, which connections name and somebody else keeps
 * the result of.
 *
 * <p>Pure: bytes in, bytes out; may know package {@code frame}, {@code we-deflate} and the API's
 * words. Connections know of each other only as a sum: {@link
 * dev.we.net.websocket.extension.SharedMemory}.
 */
package dev.we.net.websocket.extension;
