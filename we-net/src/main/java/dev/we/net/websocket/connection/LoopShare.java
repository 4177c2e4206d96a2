package dev.we.net.websocket.connection;

import dev.we.net.websocket.protocol.ReceiveScratch;
import java.util.function.IntSupplier;

/**
 * What the connections of one loop share, so that an idle one holds next to nothing.
 *
 * @param scratch working memory of the receiving halves; the loop's alone
 * @param chunks output buffers; any thread
 * @param keys a masking key for each frame of a client; servers do not mask and have none to spend
 *     on it. Any thread
 */
public record LoopShare(ReceiveScratch scratch, ChunkPool chunks, IntSupplier keys) {}
