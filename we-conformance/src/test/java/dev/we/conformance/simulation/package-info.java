/**
 * A client and a server over a network that does not exist, in a time that does not pass by itself:
 * all that happens comes from one number, the seed, so that the same seed always plays the same.
 *
 * <pre>
 *   Scenario      what a seed decides first: limits, deadlines, compression, demand, the two lines
 *   Agenda        the time, and what is to happen when
 *   Dice          all chance
 *
 *   Application ── Connection ── SimulatedTransport ══ Pipe ══▶ the other end, the same again
 *     Actions      (under test)         │    ▲
 *        │                              ▼    │ forged bytes
 *      Ledger                     WireReader, one at each end of each direction
 *   what was promised             what was said, what was heard
 * </pre>
 *
 * <p>The connections, their protocol, compression and the opening handshakes are those that are
 * published; only what is outside of them is played: sockets, loop, clock, masking keys and the
 * threads of callers, which act between any two steps and while a write is under way. The pipe
 * delays, cuts, stalls, blocks, resets and falls silent at any byte.
 *
 * <p><b>What must be so</b> is asked of every callback, of every byte on the wire, and whenever
 * nothing happens ({@code Side.atRest}):
 *
 * <ul>
 *   <li>what is delivered is a prefix of what was taken, in order, of its type, each once, never
 *       more than was asked for, and nothing behind a Close or out of forged bytes;
 *   <li>what has come and was asked for has been told; what was taken has gone out as far as the
 *       network takes it, pings, their pongs, and the Close;
 *   <li>a clean end means that nothing was lost, and where nobody disturbed the two, both ends are
 *       clean; every other end gives its reason, once, and nothing is told after it;
 *   <li>one stream at a time leads to a connection; what its caller gives up is closed in the next
 *       turn of the loop, and whoever is refused learns it before the stream ends;
 *   <li>every deadline is kept, neither too late nor too early, by a reckoning of its own ({@code
 *       Patience});
 *   <li>the frames are those of RFC 6455, by a reader of its own: one Close each way and nothing
 *       behind it, fresh masking keys, fragments and control frames in their places;
 *   <li>what waits is bounded, and in the end nothing is left.
 * </ul>
 *
 * <p>A seed that fails prints one line, which replays it with a trace of all that happened.
 */
package dev.we.conformance.simulation;
