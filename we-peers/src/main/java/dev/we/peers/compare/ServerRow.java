package dev.we.peers.compare;

import java.util.List;

/** A row for which servers run, that stay up between its rounds. */
abstract class ServerRow implements Row {
  final Servers servers;
  private final String name;
  private final List<String> contestants;

  ServerRow(String name, List<String> contestants, Servers servers) {
    this.name = name;
    this.contestants = contestants;
    this.servers = servers;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<String> contestants() {
    return contestants;
  }

  @Override
  public final void close() {
    servers.close();
  }
}
