package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every peer in every role, with and without TLS and compression. */
@Execution(ExecutionMode.CONCURRENT)
class MatrixTest {
  private static final Matrix MATRIX = new Matrix();

  static Stream<Cell> cells() throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (Peer peer : ThoroughRun.ON ? Peers.all() : Peers.quick()) {
      for (boolean weAreClient : new boolean[] {true, false}) {
        for (boolean secure : new boolean[] {false, true}) {
          for (boolean compressed : new boolean[] {false, true}) {
            // Where time is short, wss is met compressed only.
            if (ThoroughRun.ON || compressed || !secure) {
              cells.add(new Cell(peer, weAreClient, secure, compressed));
            }
          }
        }
      }
    }
    cells.forEach(MATRIX::expect);
    if (!ThoroughRun.ON) {
      return cells.stream();
    }
    MATRIX.keepOfPage(title -> cells.stream().noneMatch(cell -> isAsked(cell, title)));
    return cells.stream().filter(cell -> ThoroughRun.asks(cell.peer()));
  }

  private static boolean isAsked(Cell cell, String title) {
    return cell.peer().title().equals(title) && ThoroughRun.asks(cell.peer());
  }

  @AfterAll
  static void writeTable() throws IOException {
    if (ThoroughRun.ON) {
      MATRIX.write();
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyQuestionIsAnsweredAsItIsToBe(Cell cell) throws Exception {
    if (cell.peer().missing().isPresent()) {
      String why = cell.peer().missing().get();
      MATRIX.missing(cell, why);
      if (ThoroughRun.ON) {
        throw new AssertionError(cell.peer().title() + ": " + why);
      }
      abort(cell.peer().title() + " is skipped: " + why + "; run we-conformance/peers/install");
    }
    try {
      if (ThoroughRun.ON) {
        MATRIX.write(); // what there is so far, should this be the last one
      }
      Cell.Result result = cell.ask();
      MATRIX.add(cell, result);
      assertThat(result.otherwise()).isEmpty();
    } catch (UnsupportedOperationException e) {
      MATRIX.none(cell);
    }
  }
}
