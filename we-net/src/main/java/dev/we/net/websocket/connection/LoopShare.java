package dev.we.net.websocket.connection;

import dev.we.net.websocket.protocol.ReceiveScratch;

/**
 * What the connections of one loop share, so that an idle one holds next to nothing.
 *
 * @param scratch working memory of the receiving halves; the loop's alone
 * @param chunks output buffers; any thread
 * @param keys masking keys; any thread
 */
public record LoopShare(ReceiveScratch scratch, ChunkPool chunks, MaskingKeys keys) {}
