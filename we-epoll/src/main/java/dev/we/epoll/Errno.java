package dev.we.epoll;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;

/** What the numbers of errors mean here, and the exceptions that tell of them. */
final class Errno {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EMFILE = 24;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int EACCES = 13;
  static final int EAFNOSUPPORT = 97;
  static final int ENETUNREACH = 101;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ENOBUFS = 105;
  static final int EISCONN = 106;
  static final int ENOTCONN = 107;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTUNREACH = 113;
  static final int EALREADY = 114;
  static final int EINPROGRESS = 115;

  private Errno() {}

  /**
   * Has all classes here that telling an error takes: once the process is out of descriptors, none
   * can be loaded any more.
   */
  static void prepare() {
    failure(EMFILE);
  }

  /** Of a call on a connection, or before there is one. */
  static IOException failure(int errno) {
    return new SocketException(words(errno));
  }

  static IOException bindFailure(int errno) {
    return switch (errno) {
      case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(words(errno));
      default -> failure(errno);
    };
  }

  static IOException connectFailure(int errno) {
    return switch (errno) {
      case ECONNREFUSED, ETIMEDOUT -> new ConnectException(words(errno));
      case EHOSTUNREACH, ENETUNREACH -> new NoRouteToHostException(words(errno));
      case EADDRNOTAVAIL -> new BindException(words(errno));
      default -> failure(errno);
    };
  }

  /** As the JDK's own channels say it. */
  private static String words(int errno) {
    return errno == ECONNRESET ? "Connection reset" : LibC.strerror(errno);
  }
}
