package dev.we.conformance.leftovers;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test there are no more threads of ours, sockets and selectors than before it, given a
 * moment. Tests that use it open what they need themselves and close it.
 */
public final class NothingIsLeft implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(NothingIsLeft.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(HERE).put("before", Leftovers.now());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    context.getStore(HERE).get("before", Leftovers.class).awaitNoMore();
  }
}
