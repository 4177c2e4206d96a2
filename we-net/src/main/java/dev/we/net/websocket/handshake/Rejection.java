package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The response of a server that does not want the connection (RFC 6455, section 4.2.2). */
final class Rejection {
  private static final int NOT_MODIFIED = 304;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UPGRADE_REQUIRED = 426;

  private Rejection() {}

  static ByteBuffer response(int status, String why, Headers headers) {
    if (status < 300 || status > 599) {
      throw new IllegalArgumentException(
          "a handshake is refused with a status of 300 to 599, not " + status);
    }
    HeadWriter writer = new HeadWriter("HTTP/1.1 " + status + " " + reason(status));
    if (status == UPGRADE_REQUIRED) {
      // RFC 9110, section 15.5.22: "The server MUST send an Upgrade header field in a 426
      // response",
      // and section 7.8: its sender "MUST also send an "Upgrade" connection option".
      // RFC 6455, section 4.4: the version header names what would be accepted.
      writer
          .field("Upgrade", "websocket")
          .field("Connection", "close, Upgrade")
          .field("Sec-WebSocket-Version", "13");
    } else {
      writer.field("Connection", "close");
    }
    if (status == METHOD_NOT_ALLOWED && headers.first("Allow").isEmpty()) {
      writer.field("Allow", "GET");
    }
    byte[] body =
        status == NOT_MODIFIED ? new byte[0] : (why + "\n").getBytes(StandardCharsets.UTF_8);
    if (status != NOT_MODIFIED) {
      if (headers.first("Content-Type").isEmpty()) {
        writer.field("Content-Type", "text/plain; charset=utf-8");
      }
      writer.field("Content-Length", Integer.toString(body.length));
    }
    return writer.fields(headers).end(body);
  }

  /** The usual words for a status; none where there are no usual ones. */
  private static String reason(int status) {
    return switch (status) {
      case 300 -> "Multiple Choices";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case NOT_MODIFIED -> "Not Modified";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case METHOD_NOT_ALLOWED -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 414 -> "URI Too Long";
      case 421 -> "Misdirected Request";
      case UPGRADE_REQUIRED -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "";
    };
  }
}
