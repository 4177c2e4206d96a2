/**
 * What threads share in {@code connection} and {@code transport}, under jcstress.
 *
 * <p>A test is a small state and two actors, each a thread's part, and the outcomes that are
 * allowed. jcstress plays each some hundred million times, in JVMs that compile and place the
 * actors in different ways, so that also the processor's and the compiler's reordering is in it:
 * that is the long form, {@code we-conformance/long jcstress}. The short form, a test like any
 * other, plays each for a moment in one JVM, as it is.
 *
 * <pre>
 *   family            what is shared                                 what must hold
 *   SendingStress     Outgoing, OutQueue, Writer                     whole frames, none lost, one Close
 *   ReceivingStress   Demand, the gate, the deliveries               all that was asked for is told, once
 *   SharingStress     MaskingKeys, ChunkPool, LiveConnections,       nothing is handed out twice,
 *                     LoopShares, CompressionMemory                  and nothing is counted wrong
 *   TaskQueueStress   TaskQueue                                      what was taken in is run
 * </pre>
 */
package dev.we.conformance.stress;
