/**
 * DEFLATE (<a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>), streaming, with every
 * window from 2^8 to 2^15 bytes. Bytes in, bytes out: nothing here does I/O, starts a thread or
 * waits.
 *
 * <h2>What DEFLATE is</h2>
 *
 * <p>A text is told as <em>literals</em> (a byte) and <em>matches</em> (a length of 3 to 258 and a
 * distance: "go back that far and copy that much"). How far a distance may reach is the
 * <em>window</em>. Literals and lengths share one alphabet, distances have another, and both are
 * written in Huffman codes, block by block:
 *
 * <pre>{@code
 * block = BFINAL(1) BTYPE(2) …
 *    00 stored    pad to a byte, LEN NLEN (16 bits each), LEN bytes as they are
 *    01 fixed     symbols in the codes of RFC 1951 3.2.6                  … end of block (256)
 *    10 dynamic   the two codes, themselves compressed (3.2.7), symbols   … end of block (256)
 * }</pre>
 *
 * <p>Bits fill each byte from its lowest; Huffman codes go in from their highest bit, so both sides
 * here keep codes reversed. Blocks say nothing about the window: a match may reach into earlier
 * blocks. An empty stored block is the <em>sync flush</em>: it brings the stream to a byte
 * boundary, and its last four bytes {@code 00 00 FF FF} are what RFC 7692 leaves out at the end of
 * a message.
 *
 * <h2>Decoding</h2>
 *
 * <pre>{@code
 * caller's input ─▶ BitReader ─▶ DeflateDecoder (what comes next: header, lengths, body, symbols)
 *                                  │  DynamicHeader ─▶ HuffmanTable: code lengths → tables
 *                                  ▼
 *                               SymbolDecoder ─▶ SlidingWindow ─▶ caller's output
 *                               (fast, careful)   (ring of what earlier calls produced)
 * }</pre>
 *
 * <p>A length with its distance takes at most 48 bits, so up to 47 bits are held back until the
 * rest has come: <em>a symbol is decoded whole or not at all</em>, and a decoder can stop after any
 * input byte. It can stop after any output byte as well, and never writes one byte more than it was
 * given room for. Distances inside the present output are copied from there; older bytes come from
 * the ring, which is brought up to date once per call.
 *
 * <h2>Encoding</h2>
 *
 * <pre>{@code
 * caller's input ─▶ DeflateEncoder (pieces of at most 64 KiB)
 *                     │
 *                     ▼
 *                   EncoderContext: MatchFinder over [ History | piece ]
 *                     │  Sequences: literals, length, distance, literals, …
 *                     ▼
 *                   BlockWriter: stored, fixed or dynamic, whichever is shortest
 *                     │  (DynamicCode: HuffmanCode of SymbolCounts)
 *                     ▼
 *                   BitWriter ─▶ caller's output
 * }</pre>
 *
 * <p>The encoder may use less history than was agreed on, at any moment and without telling
 * anybody: history is memory that buys ratio. So it can be capped, dropped, grown with need, taken
 * back to the last message (when sending the plain bytes is cheaper) or fed with bytes that another
 * encoder compressed. The window a decoder keeps is not free in this way: its peer decides what it
 * needs.
 *
 * <h2>Memory</h2>
 *
 * <p>Between calls a codec keeps only what the format makes it keep: the ring or the history, both
 * grown with use. Work space (Huffman tables, sequences, hash tables of short histories) belongs to
 * two pools shared by all codecs of the process, {@link dev.we.deflate.ScratchPool}, which is the
 * only shared mutable state of the package. Codecs themselves are for one thread at a time.
 */
package dev.we.deflate;
