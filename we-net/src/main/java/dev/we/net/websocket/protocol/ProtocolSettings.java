package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;

/**
 * What a role and limits decide for every connection that has them, worked out once, so that a
 * connection holds a reference and not a copy. Immutable.
 */
public final class ProtocolSettings {
  private final Role role;
  private final Limits limits;
  private final HeaderRules headerRules;
  private final Deadlines.Timeouts timeouts;

  /** For all connections that are this end and keep these limits. */
  public ProtocolSettings(Role role, Limits limits) {
    this.role = role;
    this.limits = limits;
    this.headerRules = new HeaderRules(role, limits);
    this.timeouts = Deadlines.Timeouts.of(limits);
  }

  /** Which end this is. */
  public Role role() {
    return role;
  }

  /** The sizes and times to keep. */
  public Limits limits() {
    return limits;
  }

  HeaderRules headerRules() {
    return headerRules;
  }

  Deadlines.Timeouts timeouts() {
    return timeouts;
  }
}
