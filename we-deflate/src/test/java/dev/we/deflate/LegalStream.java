package dev.we.deflate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes arbitrary legal streams from a seed, of shapes that no encoder produces: all block types
 * and lengths of codes, codes of one symbol, empty blocks, BFINAL anywhere, 258 told as 284 + 31.
 */
final class LegalStream {
  private record Token(int literal, int length, int distance) {}

  private final Random random;
  private final int window;
  private final BitString bits = new BitString();
  private byte[] plain = new byte[4096];
  private int made;

  LegalStream(Random random, int windowBits) {
    this.random = random;
    this.window = 1 << windowBits;
    int blocks = 1 + random.nextInt(6);
    for (int i = 0; i < blocks; i++) {
      block(i == blocks - 1);
    }
  }

  byte[] stream() {
    return bits.toBytes();
  }

  byte[] plain() {
    return Arrays.copyOf(plain, made);
  }

  private void append(byte value) {
    if (made == plain.length) {
      plain = Arrays.copyOf(plain, made * 2);
    }
    plain[made++] = value;
  }

  private void block(boolean last) {
    // BFINAL in the middle is legal for a message (RFC 7692 7.2.3.4): a byte boundary follows.
    boolean isFinal = last || random.nextInt(8) == 0;
    bits.bits(isFinal ? 1 : 0, 1);
    switch (random.nextInt(3)) {
      case 0 -> stored();
      case 1 -> fixed();
      default -> dynamic();
    }
    if (isFinal) {
      bits.align();
    }
  }

  private void stored() {
    byte[] body = Samples.any(random, Samples.size(random, 3000));
    bits.bits(0, 2).align().bits(body.length, 16).bits(~body.length & 0xFFFF, 16).octets(body);
    for (byte b : body) {
      append(b);
    }
  }

  private List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    int count = Samples.size(random, 400);
    int symbols = 1 + random.nextInt(256);
    boolean matches = random.nextInt(4) != 0;
    boolean oneDistance = random.nextInt(6) == 0;
    int onlyDistance = 0;
    for (int i = 0; i < count; i++) {
      int most = Math.min(window, made);
      if (!matches || most == 0 || random.nextInt(3) == 0) {
        Token token = new Token(random.nextInt(symbols), 0, 0);
        tokens.add(token);
        append((byte) token.literal());
        continue;
      }
      int distance = 1 + random.nextInt(random.nextBoolean() ? most : Math.min(most, 12));
      if (random.nextInt(10) == 0) {
        distance = most;
      }
      if (oneDistance) {
        onlyDistance = onlyDistance == 0 ? distance : onlyDistance;
        distance = onlyDistance;
      }
      int length =
          random.nextInt(8) == 0 ? 258 : 3 + random.nextInt(random.nextBoolean() ? 256 : 8);
      tokens.add(new Token(-1, length, distance));
      for (int end = made + length; made < end; ) {
        append(plain[made - distance]);
      }
    }
    return tokens;
  }

  private void fixed() {
    bits.bits(1, 2);
    for (Token token : tokens()) {
      if (token.literal() >= 0) {
        bits.fixedSymbol(token.literal());
      } else {
        int symbol = lengthSymbol(token.length());
        bits.fixedSymbol(257 + symbol);
        lengthExtra(symbol, token.length());
        int distance = Alphabet.distanceSymbol(token.distance());
        bits.code(distance, 5);
        distanceExtra(distance, token.distance());
      }
    }
    bits.fixedSymbol(256);
  }

  private int lengthSymbol(int length) {
    return length == 258 && random.nextInt(3) == 0 ? 27 : Alphabet.lengthSymbol(length);
  }

  private void lengthExtra(int symbol, int length) {
    bits.bits(length - Alphabet.lengthBase(symbol), Alphabet.lengthExtraBits(symbol));
  }

  private void distanceExtra(int symbol, int distance) {
    bits.bits(distance - Alphabet.distanceBase(symbol), Alphabet.distanceExtraBits(symbol));
  }

  private void dynamic() {
    bits.bits(2, 2);
    List<Token> tokens = tokens();
    List<Integer> lengthSymbols = new ArrayList<>();
    boolean[] usedLiterals = new boolean[286];
    boolean[] usedDistances = new boolean[30];
    usedLiterals[256] = true;
    for (Token token : tokens) {
      if (token.literal() >= 0) {
        usedLiterals[token.literal()] = true;
      } else {
        lengthSymbols.add(lengthSymbol(token.length()));
        usedLiterals[257 + lengthSymbols.getLast()] = true;
        usedDistances[Alphabet.distanceSymbol(token.distance())] = true;
      }
    }
    byte[] literals = randomCode(usedLiterals, 15);
    byte[] distances = randomCode(usedDistances, 15);
    header(literals, distances);
    int[] literalCodes = codes(literals);
    int[] distanceCodes = codes(distances);
    int next = 0;
    for (Token token : tokens) {
      if (token.literal() >= 0) {
        bits.code(literalCodes[token.literal()], literals[token.literal()]);
      } else {
        int symbol = lengthSymbols.get(next++);
        bits.code(literalCodes[257 + symbol], literals[257 + symbol]);
        lengthExtra(symbol, token.length());
        int distance = Alphabet.distanceSymbol(token.distance());
        bits.code(distanceCodes[distance], distances[distance]);
        distanceExtra(distance, token.distance());
      }
    }
    bits.code(literalCodes[256], literals[256]);
  }

  /** Lengths of a complete code over at least these symbols, bushy or as deep as it may be. */
  private byte[] randomCode(boolean[] used, int maxBits) {
    List<Integer> symbols = new ArrayList<>();
    int strangers = random.nextInt(4) == 0 ? random.nextInt(used.length) : 0;
    for (int i = 0; i < used.length; i++) {
      if (used[i] || random.nextInt(used.length) < strangers) {
        symbols.add(i);
      }
    }
    byte[] lengths = new byte[used.length];
    if (symbols.size() == 1) {
      lengths[symbols.get(0)] = 1;
    }
    if (symbols.size() < 2) {
      return lengths;
    }
    int[] leaves = new int[symbols.size()];
    leaves[0] = 1;
    leaves[1] = 1;
    boolean deep = random.nextBoolean();
    for (int n = 2; n < leaves.length; ) {
      int i = deep && leaves[n - 1] < maxBits ? n - 1 : random.nextInt(n);
      if (leaves[i] < maxBits) {
        leaves[n++] = ++leaves[i];
      }
    }
    java.util.Collections.shuffle(symbols, random);
    for (int i = 0; i < symbols.size(); i++) {
      lengths[symbols.get(i)] = (byte) leaves[i];
    }
    return lengths;
  }

  /** Canonical codes (RFC 1951 3.2.2). */
  static int[] codes(byte[] lengths) {
    int[] codes = new int[lengths.length];
    int code = 0;
    for (int length = 1; length <= 15; length++) {
      code <<= 1;
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length) {
          codes[symbol] = code++;
        }
      }
    }
    return codes;
  }

  private void header(byte[] literals, byte[] distances) {
    int literalCount = trimmed(literals, 257);
    int distanceCount = trimmed(distances, 1);
    byte[] all = Arrays.copyOf(literals, literalCount + distanceCount);
    System.arraycopy(distances, 0, all, literalCount, distanceCount);
    List<int[]> runs = runs(all);
    boolean[] used = new boolean[19];
    runs.forEach(run -> used[run[0]] = true);
    if (runs.stream().allMatch(run -> run[0] == runs.get(0)[0])) {
      used[(runs.get(0)[0] + 1) % 16] = true;
    }
    byte[] codeLengths = randomCode(used, 7);
    int count = 19;
    while (count > 4 && codeLengths[Alphabet.codeLengthOrder(count - 1)] == 0) {
      count--;
    }
    bits.bits(literalCount - 257, 5).bits(distanceCount - 1, 5).bits(count - 4, 4);
    for (int i = 0; i < count; i++) {
      bits.bits(codeLengths[Alphabet.codeLengthOrder(i)], 3);
    }
    int[] codes = codes(codeLengths);
    for (int[] run : runs) {
      bits.code(codes[run[0]], codeLengths[run[0]]).bits(run[1], run[2]);
    }
  }

  private int trimmed(byte[] lengths, int least) {
    int n = lengths.length;
    while (n > least && lengths[n - 1] == 0 && random.nextInt(20) != 0) {
      n--;
    }
    return n;
  }

  /** Code lengths as {symbol, extra, extra bits}; repeats are used or not as chance has it. */
  private List<int[]> runs(byte[] lengths) {
    List<int[]> runs = new ArrayList<>();
    for (int i = 0; i < lengths.length; ) {
      int run = 1;
      while (i + run < lengths.length && lengths[i + run] == lengths[i]) {
        run++;
      }
      boolean repeat = random.nextInt(10) != 0;
      if (repeat && lengths[i] == 0 && run >= 11) {
        int n = Math.min(run, 138);
        runs.add(new int[] {18, n - 11, 7});
        i += n;
      } else if (repeat && lengths[i] == 0 && run >= 3) {
        int n = Math.min(run, 10);
        runs.add(new int[] {17, n - 3, 3});
        i += n;
      } else if (repeat && i > 0 && lengths[i - 1] == lengths[i] && run >= 3) {
        int n = Math.min(run, 6);
        runs.add(new int[] {16, n - 3, 2});
        i += n;
      } else {
        runs.add(new int[] {lengths[i], 0, 0});
        i++;
      }
    }
    return runs;
  }
}
