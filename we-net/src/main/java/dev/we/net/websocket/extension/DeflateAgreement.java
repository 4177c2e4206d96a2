package dev.we.net.websocket.extension;

/**
 * What both ends agreed on for permessage-deflate, seen from this end.
 *
 * @param text the server's answer, as it goes into Sec-WebSocket-Extensions
 * @param sendWindowBits 8 to 15: no message of ours refers further back than 2^sendWindowBits bytes
 * @param receiveWindowBits the same of the peer's messages
 * @param sendTakeover whether a message of ours may refer to earlier ones
 * @param receiveTakeover whether a message of the peer may
 */
public record DeflateAgreement(
    String text,
    int sendWindowBits,
    int receiveWindowBits,
    boolean sendTakeover,
    boolean receiveTakeover) {}
