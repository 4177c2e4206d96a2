/**
 * SHA-1, for the WebSocket opening handshake and nothing else.
 *
 * <p>RFC 6455, section 1.3, has the server hash the client's key, so that no server of another
 * protocol can seem to agree by chance. The value is public and guards no secret, which is why a
 * hash that is no longer secure is good enough there, and only there.
 *
 * <p>SHA-1 (FIPS 180-4, section 6.1) takes the message in blocks of 64 bytes, the last one filled
 * up with a one bit, zeros and the message's length. Five words of state go through 80 rounds for
 * each block:
 *
 * <pre>
 *   block ─▶ W(0) … W(15) ─▶ W(t) = rotl1(W(t-3) ^ W(t-8) ^ W(t-14) ^ W(t-16))
 *                              │
 *   a b c d e ──▶ 80 rounds of a' = rotl5(a) + f(b,c,d) + e + K + W(t) ──▶ added to the state
 * </pre>
 *
 * <p>This module depends on nothing but the JDK and does no I/O.
 */
package dev.we.crypto;
