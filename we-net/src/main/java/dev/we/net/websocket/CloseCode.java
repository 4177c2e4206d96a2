package dev.we.net.websocket;

/**
 * The status codes of a Close frame and who may use them (RFC 6455, section 7.4; the registry of
 * section 11.7 added 1012 to 1014).
 */
public final class CloseCode {
  /** The purpose of the connection is fulfilled. */
  public static final int NORMAL = 1000;

  /** The endpoint goes away: a server shuts down, a page is left. */
  public static final int GOING_AWAY = 1001;

  /** The peer broke the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** The endpoint cannot accept this type of data. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** Never on the wire: the received Close frame carried no code. */
  public static final int NO_STATUS = 1005;

  /** Never on the wire: the connection ended without a Close frame from the peer. */
  public static final int ABNORMAL = 1006;

  /** The bytes do not fit the message's type: text that is not UTF-8. */
  public static final int INVALID_DATA = 1007;

  /** The endpoint's policy forbids the message, and no other code fits. */
  public static final int POLICY_VIOLATION = 1008;

  /** The message is larger than the endpoint takes. */
  public static final int TOO_BIG = 1009;

  /** A client expected an extension that the server did not agree to. */
  public static final int MISSING_EXTENSION = 1010;

  /** The endpoint met a condition that it did not expect. */
  public static final int INTERNAL_ERROR = 1011;

  /** The service restarts. */
  public static final int SERVICE_RESTART = 1012;

  /** The service is overloaded. */
  public static final int TRY_AGAIN_LATER = 1013;

  /** A gateway got no good answer from the server behind it. */
  public static final int BAD_GATEWAY = 1014;

  /** Never on the wire: the TLS handshake failed. */
  public static final int TLS_FAILED = 1015;

  private CloseCode() {}

  /**
   * Whether a Close frame may carry {@code code}: 1000 to 1003, 1007 to 1014, and 3000 to 4999.
   *
   * <p>RFC 6455, 7.4.1: 1004 is reserved, 1005, 1006 and 1015 "MUST NOT be set as a status code in
   * a Close control frame"; 7.4.2: 0 to 999 "are not used", 1016 to 2999 are reserved for the
   * protocol.
   */
  public static boolean isLegalOnTheWire(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
