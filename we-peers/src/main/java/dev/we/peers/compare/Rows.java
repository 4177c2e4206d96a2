package dev.we.peers.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All rows, of which {@code --rows} chooses. */
final class Rows {
  private static final List<Shape> SHAPES =
      List.of(
          new Shape(1, 64, 1),
          new Shape(64, 64, 1),
          new Shape(64, 64, 16),
          new Shape(64, 1 << 10, 16),
          new Shape(64, 16 << 10, 4),
          new Shape(8, 1 << 20, 1));

  private static final List<Shape> TLS_SHAPES =
      List.of(new Shape(64, 1 << 10, 16), new Shape(8, 1 << 20, 1));

  private static final List<String> JAVA_SERVERS =
      List.of(
          Programs.OURS,
          Programs.OURS_NIO,
          "netty",
          "netty-epoll",
          "vertx",
          "vertx-epoll",
          "jetty",
          "undertow",
          "tomcat",
          "java-websocket",
          "tyrus",
          "helidon");

  private static final List<String> COMPRESSING =
      List.of("we", "netty", "vertx", "jetty", "undertow", "tomcat", "java-websocket");

  private static final List<String> CLIENTS =
      List.of("we", Programs.FLOOD, "jdk", "okhttp", "java-websocket", "netty", "jetty", "vertx");

  private final Programs programs;
  private final Settings settings;
  private final List<Row> rows = new ArrayList<>();

  private Rows(Programs programs, Settings settings) {
    this.programs = programs;
    this.settings = settings;
  }

  /** All that this machine can run. */
  static List<Row> all(Programs programs, Settings settings, Path payload) {
    Rows all = new Rows(programs, settings);
    all.echoes(payload);
    all.clients();
    all.tls();
    if (programs.hasC()) {
      all.connections();
    }
    all.rows.add(new StartRow(programs.project()));
    return all.rows;
  }

  private List<String> servers() {
    return settings.chosen(
        Stream.concat(JAVA_SERVERS.stream(), programs.nativeServers().stream()).toList());
  }

  private static List<String> with(List<String> names, String one) {
    return Stream.concat(names.stream(), Stream.of(one)).toList();
  }

  private Servers fresh(List<String> jvm, List<String> options) {
    return new Servers(programs, jvm, options);
  }

  private void echoes(Path payload) {
    for (Shape shape : SHAPES) {
      rows.add(
          new EchoRow(
              "server " + shape,
              servers(),
              fresh(List.of(), List.of()),
              port -> programs.load(port, shape, settings.seconds(), settings.warmup()),
              settings.seconds(),
              false));
    }
    Shape shape = new Shape(64, 400, 16);
    List<String> options = List.of("--compress", "--payload", payload.toString());
    rows.add(
        new EchoRow(
            "deflate 64xJSONx16",
            settings.chosen(COMPRESSING),
            fresh(List.of(), List.of("--compress")),
            port ->
                programs.client(
                    "we", "ws", port, shape, settings.seconds(), 3 * settings.warmup(), options),
            settings.seconds(),
            true));
  }

  private void clients() {
    List<String> names = settings.chosen(programs.hasC() ? with(CLIENTS, Programs.C) : CLIENTS);
    for (Shape shape : SHAPES) {
      rows.add(new ClientRow(shape, names, programs, fresh(List.of(), List.of()), settings));
    }
  }

  private void tls() {
    List<String> names = settings.chosen(JAVA_SERVERS);
    List<String> identity = List.of("--tls", programs.keyStore().toString());
    List<String> trust = List.of("--trust", programs.keyStore().toString());
    for (Shape shape : TLS_SHAPES) {
      rows.add(
          new EchoRow(
              "wss " + shape,
              names,
              fresh(List.of(), identity),
              port ->
                  programs.client(
                      "we", "wss", port, shape, settings.seconds(), 3 * settings.warmup(), trust),
              settings.seconds(),
              false));
    }
    rows.add(new TlsOpenRow(names, programs, fresh(List.of(), identity), trust));
  }

  private void connections() {
    int idle = settings.idle();
    // 256 MiB for 50,000, and as much for each where fewer descriptors are allowed.
    int heap = Math.max(32, (int) (256L * idle / 50_000));
    rows.add(
        new ConnectionRow(
            "open ws",
            servers(),
            programs,
            fresh(List.of(), List.of()),
            new Shape(5000, 16, 0),
            ConnectionRow.What.OPEN));
    rows.add(
        new ConnectionRow(
            "idle " + new Shape(idle / 10, 1024, 1),
            servers(),
            programs,
            fresh(List.of(), List.of()),
            new Shape(idle / 10, 1024, 1),
            ConnectionRow.What.IDLE));
    rows.add(
        new ConnectionRow(
            "held " + new Shape(idle, 1024, 1) + " -Xmx" + heap + "m",
            settings.chosen(JAVA_SERVERS),
            programs,
            fresh(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m", "-Xmn16m"), List.of()),
            new Shape(idle, 1024, 1),
            ConnectionRow.What.HELD));
    rows.add(
        new GrowthRow(
            servers(), programs, fresh(List.of(), List.of()), new Shape(10_000, 64, 1), settings));
    rows.add(
        new AllocationRow(
            settings.chosen(JAVA_SERVERS),
            programs,
            fresh(AllocationRow.JVM, List.of()),
            settings));
  }
}
