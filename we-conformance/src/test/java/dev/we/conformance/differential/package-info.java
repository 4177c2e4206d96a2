/**
 * The same bytes through our {@code Protocol} and through what others made of RFC 6455.
 *
 * <pre>
 *   Streams ──▶ Implementation (ours, Netty's decoders, Java-WebSocket's draft, python's websockets)
 *                     │ Outcome: what was delivered, and how it ended
 *                     ▼
 *               Difference: which rule, who, and what it does instead ──▶ docs/differences.md
 * </pre>
 *
 * <p>All are servers that were just opened without extensions, and take messages of up to 1 MiB. A
 * difference is found by its rule, which is the violation that ours tells or one of a few others
 * ({@code Rule}), and each rule quotes the sentence of the RFC that decides it. A difference that
 * has none fails the test.
 */
package dev.we.conformance.differential;
