/**
 * Small programs over the public API. Each has a {@code main} that starts what it needs on a free
 * port of this machine, shows one thing, and ends; a test runs every one of them.
 *
 * <ul>
 *   <li>{@link dev.we.examples.Echo}: a server and a client that wait, in ten lines
 *   <li>{@link dev.we.examples.CallbackClient}: a client that never waits
 *   <li>{@link dev.we.examples.ChatServer}: what one says, all hear
 *   <li>{@link dev.we.examples.Ticker}: one message to all, encoded once
 *   <li>{@link dev.we.examples.Gatekeeper}: subprotocols, and who may come in
 *   <li>{@link dev.we.examples.SlowReader}: a sender that waits for its reader
 *   <li>{@link dev.we.examples.Secure}: wss with a certificate of one's own
 * </ul>
 */
package dev.we.examples;
