/**
 * What a hostile peer can make our server, or our client, spend.
 *
 * <p>The victim runs in a JVM of its own and tells what it holds: heap after a collection, direct
 * memory, processor time, descriptors, threads. Each {@link dev.we.conformance.abuse.Abuse} says
 * how much memory one of its connections may cost; that is asserted, and that all of it comes back.
 * Meanwhile an honest client of the same server, on the same loop, must be served; how fast is
 * written down, not asserted.
 *
 * <pre>
 *   this JVM                                             the victim's JVM
 *     Attack ────────────── sockets ────────────────────▶  WebSocketServer, one loop
 *     HonestClient ──────── a socket ───────────────────▶       "
 *     Attack as a server ◀─ sockets ─────────────────────  WebSocketClient
 *     VictimProcess ─────── "measure" on stdin ─────────▶  Victim
 *                   ◀────── figures on stdout ───────────
 * </pre>
 *
 * <p>{@code we-conformance/long abuse} runs more of each and writes the table of {@code
 * docs/reliability.md}.
 */
package dev.we.conformance.abuse;
