package dev.we.net.websocket.handshake;

import java.net.IDN;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** The syntax of host names, IPv6 literals and ports (RFC 3986, section 3.2.2 and 3.2.3). */
final class HostSyntax {
  /** The longest name that the DNS carries, in characters (RFC 1035, section 2.3.4). */
  private static final int MAX_NAME_LENGTH = 253;

  /** Groups of 16 bits in an IPv6 address. */
  private static final int IPV6_GROUPS = 8;

  /** Instead of a number of groups; it stays negative whatever is added to it. */
  private static final int NOT_GROUPS = -1000;

  private static final byte[] NO_BYTES = {};

  private HostSyntax() {}

  /** The name in lower case, its labels beyond ASCII as IDNA has them; unusable ones stay as is. */
  static String toAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 0x7F) {
        try {
          return IDN.toASCII(name).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notEncodable) {
          return name;
        }
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether this is a host name or an IPv4 address in ASCII: labels of letters, digits, hyphens and
   * underscores (which RFC 952 does not know, but container names have), perhaps a dot at the end.
   */
  static boolean isName(String name) {
    int end = name.endsWith(".") ? name.length() - 1 : name.length();
    if (end == 0 || end > MAX_NAME_LENGTH) {
      return false;
    }
    char before = '.';
    for (int i = 0; i < end; i++) {
      char c = name.charAt(i);
      if (c == '.' ? before == '.' : !isAlphanumeric(c) && c != '-' && c != '_') {
        return false;
      }
      before = c;
    }
    return before != '.';
  }

  /** Whether this is an IPv6 address (RFC 4291, section 2.2), without brackets and zone. */
  static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == IPV6_GROUPS;
    }
    // A second "::" leaves an empty group on the right and is refused there.
    int left = gap == 0 ? 0 : groups(text.substring(0, gap), false);
    String rest = text.substring(gap + 2);
    int right = rest.isEmpty() ? 0 : groups(rest, true);
    return left >= 0 && right >= 0 && left + right < IPV6_GROUPS;
  }

  /** The 4 or 16 bytes of an IP address, without brackets; none if this is a name. */
  static byte[] address(String host) {
    if (isIpv4(host)) {
      return bytesOf(host);
    }
    if (!isIpv6(host)) {
      return NO_BYTES;
    }
    int gap = host.indexOf("::");
    byte[] left = bytesOf(gap < 0 ? host : host.substring(0, gap));
    byte[] right = gap < 0 ? NO_BYTES : bytesOf(host.substring(gap + 2));
    byte[] all = new byte[2 * IPV6_GROUPS];
    System.arraycopy(left, 0, all, 0, left.length);
    System.arraycopy(right, 0, all, all.length - right.length, right.length);
    return all;
  }

  /** The bytes of groups that have been checked, of which the last may be an IPv4 address. */
  private static byte[] bytesOf(String groups) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * IPV6_GROUPS);
    for (String group : groups.isEmpty() ? new String[0] : groups.split(":", -1)) {
      if (group.indexOf('.') < 0) {
        bytes.putShort((short) Integer.parseInt(group, 16));
        continue;
      }
      for (String part : group.split("\\.", -1)) {
        bytes.put((byte) Integer.parseInt(part));
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** How many groups of 16 bits stand there, or NOT_GROUPS if something else does. */
  private static int groups(String text, boolean mayEndInIpv4) {
    int count = 0;
    int start = 0;
    while (true) {
      int colon = text.indexOf(':', start);
      String group = text.substring(start, colon < 0 ? text.length() : colon);
      if (colon < 0 && mayEndInIpv4 && group.indexOf('.') >= 0) {
        return isIpv4(group) ? count + 2 : NOT_GROUPS;
      }
      if (!isHexGroup(group) || ++count > IPV6_GROUPS) {
        return NOT_GROUPS;
      }
      if (colon < 0) {
        return count;
      }
      start = colon + 1;
    }
  }

  private static boolean isHexGroup(String group) {
    if (group.isEmpty() || group.length() > 4) {
      return false;
    }
    for (int i = 0; i < group.length(); i++) {
      if (!isHexDigit(group.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv4(String text) {
    int parts = 0;
    int start = 0;
    while (start <= text.length()) {
      int dot = text.indexOf('.', start);
      int end = dot < 0 ? text.length() : dot;
      int value = decimal(text, start, end, 255);
      boolean leadingZero = end - start > 1 && text.charAt(start) == '0';
      if (value < 0 || leadingZero) {
        return false;
      }
      parts++;
      start = end + 1;
    }
    return parts == 4;
  }

  /** The port that the digits name, 0 to 65535, or -1 if they name none. */
  static int port(String digits) {
    return decimal(digits, 0, digits.length(), 65_535);
  }

  /** The number between the two indices, or -1 if there is none or it is above {@code max}. */
  private static int decimal(String text, int from, int to, int max) {
    if (from == to) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
      if (value > max) {
        return -1;
      }
    }
    return value;
  }

  /**
   * Whether this is a value that a Host header may have (RFC 9110, section 7.2): a host, and
   * perhaps a port.
   */
  static boolean isHostHeader(String value) {
    int colon = value.indexOf(':', Math.max(0, value.indexOf(']')));
    String host = colon < 0 ? value : value.substring(0, colon);
    String port = colon < 0 ? "" : value.substring(colon + 1);
    boolean literal = host.startsWith("[") && host.endsWith("]");
    return (port.isEmpty() || port(port) >= 0)
        && (literal ? isIpv6(host.substring(1, host.length() - 1)) : isName(host));
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isHexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
