/**
 * The hot parts of we-net alone, without a socket: heads and masks of frames, UTF-8, the state
 * machine, the opening handshake.
 *
 * <pre>
 * ./we-bench/jmh websocket
 * </pre>
 *
 * <p>It tells the bytes allocated for each operation, too: none where nothing is kept.
 */
@org.jspecify.annotations.NullMarked
package dev.we.bench.websocket;
