package dev.we.cli;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The blocks of a PEM file (RFC 7468), and the PKCS#8 form of the private keys in them.
 *
 * <p>Older tools write keys as PKCS#1 (RFC 8017, appendix A.1.2) or SEC 1 (RFC 5915); the JDK reads
 * only PKCS#8 (RFC 5208), which is the same bytes in an envelope that names the algorithm.
 */
final class Pem {
  /**
   * One block.
   *
   * @param label what it says it is, such as {@code CERTIFICATE}
   * @param base64 its content
   */
  record Block(String label, String base64) {
    /**
     * The content.
     *
     * @throws IllegalArgumentException if it is not base64
     */
    byte[] der() {
      if (base64.contains("ENCRYPTED")) { // RFC 1421 headers: Proc-Type: 4,ENCRYPTED
        throw new IllegalArgumentException(ENCRYPTED_KEY);
      }
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("the block " + label + " is not base64", e);
      }
    }
  }

  private static final String ENCRYPTED_KEY =
      "the private key is encrypted; decrypt it first: openssl pkey -in FILE -out FILE";

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** AlgorithmIdentifier of rsaEncryption: SEQUENCE { OID 1.2.840.113549.1.1.1, NULL }. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** OID 1.2.840.10045.2.1, ecPublicKey. */
  private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  /** The curve of a SEC 1 key: [0], explicit. */
  private static final int EC_PARAMETERS = 0xA0;

  private static final byte[] VERSION_0 = {INTEGER, 1, 0};

  private Pem() {}

  /**
   * The blocks of {@code text} in their order; what stands between them is commentary.
   *
   * @throws IllegalArgumentException if a block does not end
   */
  static List<Block> parse(String text) {
    List<Block> blocks = new ArrayList<>();
    String label = null;
    StringBuilder base64 = new StringBuilder();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        base64.setLength(0);
      } else if (label != null && line.equals(END + label + DASHES)) {
        blocks.add(new Block(label, base64.toString()));
        label = null;
      } else if (label != null) {
        base64.append(line);
      }
    }
    if (label != null) {
      throw new IllegalArgumentException("the block " + label + " does not end");
    }
    return blocks;
  }

  /**
   * The first private key among the blocks, as PKCS#8.
   *
   * @throws IllegalArgumentException if there is none, or none in a form known here
   */
  static byte[] privateKey(List<Block> blocks) {
    for (Block block : blocks) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return block.der();
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(RSA, block.der());
        }
        case "EC PRIVATE KEY" -> {
          byte[] algorithm = der(SEQUENCE, EC_PUBLIC_KEY, curve(block.der(), blocks));
          return pkcs8(algorithm, block.der());
        }
        case "ENCRYPTED PRIVATE KEY" -> throw new IllegalArgumentException(ENCRYPTED_KEY);
        default -> {}
      }
    }
    throw new IllegalArgumentException("there is no private key in it");
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, key));
  }

  /** The curve's OID: in the key itself, or in a block before it. */
  private static byte[] curve(byte[] sec1, List<Block> blocks) {
    Element key = Element.at(sec1, 0);
    for (int at = key.from(); at < key.to(); ) {
      Element component = Element.at(sec1, at);
      if (component.tag() == EC_PARAMETERS) {
        return Arrays.copyOfRange(sec1, component.from(), component.to());
      }
      at = component.to();
    }
    return blocks.stream()
        .filter(block -> block.label().equals("EC PARAMETERS"))
        .map(Block::der)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the EC private key names no curve"));
  }

  /** One element of DER (X.690): its tag, and where its content lies. */
  private record Element(int tag, int from, int to) {
    static Element at(byte[] der, int start) {
      try {
        int tag = der[start] & 0xFF;
        int length = der[start + 1] & 0xFF;
        int from = start + 2;
        if (length > 0x80) { // so many bytes of length follow
          int bytes = length & 0x7F;
          length = 0;
          for (int i = 0; i < bytes; i++) {
            length = Math.addExact(Math.multiplyExact(length, 256), der[from++] & 0xFF);
          }
        }
        int to = Math.addExact(from, length);
        if (to <= der.length) {
          return new Element(tag, from, to);
        }
      } catch (IndexOutOfBoundsException | ArithmeticException e) {
        throw new IllegalArgumentException("the private key is cut short", e);
      }
      throw new IllegalArgumentException("the private key is cut short");
    }
  }

  /** An element whose content is these parts. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.size();
    if (length < 0x80) {
      element.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      element.write(0x80 | bytes);
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        element.write(length >>> shift);
      }
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }
}
