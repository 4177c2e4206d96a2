/**
 * Our client and server against implementations that others wrote.
 *
 * <p>Each of those is an <em>echo end</em>, in whichever role: it sends back what it gets, and does
 * a few things when asked by a message. So one list of questions, asked from our end, serves both
 * roles; peers/README.md has the contract.
 *
 * <pre>
 *   NegotiationTest ─ offers and settings of permessage-deflate ┐
 *                                                               ├─▶ End ◀──▶ a peer's echo end
 *   MatrixTest ─ Questions: echo, closes, fragments, pings …    ┘  (ours)
 *        │                                                            ├ ProcessPeer: a child process
 *        └─▶ docs/interop.md, where all peers were asked              ├ JvmPeer: a library
 *                                                                     └ Proxy: another one's end behind it
 * </pre>
 *
 * <p>{@code ./we test} asks five of them less, those that need nothing but what peers/install
 * fetches within a minute; {@code we-conformance/long interop} asks all of them everything. What a
 * peer does otherwise than the rest is written down with it and asserted: a peer that was mended is
 * noticed, too.
 */
package dev.we.conformance.interop;
