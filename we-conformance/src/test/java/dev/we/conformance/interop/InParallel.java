package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many short conversations, some at a time, all of which are to go as expected. */
final class InParallel {
  private static final int AT_A_TIME = 4;

  /**
   * One of them.
   *
   * @param name of it, for what is printed where it goes otherwise
   * @param expected what shall come of it
   * @param run tells what came of it
   */
  record Case(String name, String expected, Callable<String> run) {}

  private InParallel() {}

  /** Runs all and fails with the list of those that went otherwise. */
  static void run(List<Case> cases) throws InterruptedException {
    List<String> otherwise = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<String>> results = executor.invokeAll(cases.stream().map(Case::run).toList());
      for (int i = 0; i < results.size(); i++) {
        String result = result(results.get(i));
        if (!result.equals(cases.get(i).expected())) {
          otherwise.add(
              cases.get(i).name()
                  + "\n  came to "
                  + result
                  + "\n  not to  "
                  + cases.get(i).expected());
        }
      }
    }
    assertThat(otherwise).isEmpty();
  }

  private static String result(Future<String> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      return e.getCause().toString();
    }
  }
}
