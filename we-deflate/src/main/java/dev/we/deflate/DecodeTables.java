package dev.we.deflate;

/**
 * The two codes of a block, ready to decode with. The fixed ones are shared by all; those of a
 * dynamic block are borrowed from the pool until the block ends (about 10 KiB).
 */
final class DecodeTables {
  static final ScratchPool<DecodeTables> POOL = new ScratchPool<>(DecodeTables::new);

  /** What one of these holds, in bytes: arrays, objects and their heads. */
  static final int BYTES = 9_952;

  /** The fixed code (RFC 1951 3.2.6). Never built again, so all threads may read it. */
  static final DecodeTables FIXED = fixed();

  final HuffmanTable literals = HuffmanTable.literals();
  final HuffmanTable distances = HuffmanTable.distances();
  final HuffmanTable codeLengths = HuffmanTable.codeLengths();

  /** The lengths that a dynamic header gives: first of literals and lengths, then of distances. */
  final byte[] lengths = new byte[Alphabet.LITERALS_AND_LENGTHS + Alphabet.DISTANCES + 138];

  DecodeTables() {}

  private static DecodeTables fixed() {
    DecodeTables tables = new DecodeTables();
    for (int symbol = 0; symbol < Alphabet.LITERALS_AND_LENGTHS; symbol++) {
      tables.lengths[symbol] = (byte) Alphabet.fixedBits(symbol);
    }
    tables.literals.build(tables.lengths, 0, Alphabet.LITERALS_AND_LENGTHS);
    for (int symbol = 0; symbol < Alphabet.DISTANCES; symbol++) {
      tables.lengths[symbol] = 5;
    }
    tables.distances.build(tables.lengths, 0, Alphabet.DISTANCES);
    return tables;
  }
}
