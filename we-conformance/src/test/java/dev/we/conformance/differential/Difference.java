package dev.we.conformance.differential;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way in which an implementation differs from ours.
 *
 * @param rule what decides it, or null where nothing explains it
 * @param who the other one
 * @param instead what it does
 */
record Difference(@Nullable Rule rule, String who, String instead) {

  /** How {@code theirs} differs from {@code ours} for this stream. */
  static Difference of(Outcome ours, Outcome theirs, String who, byte[] stream) {
    return new Difference(rule(ours, theirs, stream), who, instead(ours, theirs));
  }

  private static @Nullable Rule rule(Outcome ours, Outcome theirs, byte[] stream) {
    if (ours.failed()) {
      return Rule.valueOf(ours.cause());
    }
    Heads heads = Heads.of(stream);
    if (!ours.closed()) {
      return theirs.failed() && heads.endsInACloseOfOneByte()
          ? Rule.CLOSE_PAYLOAD_OF_ONE_BYTE
          : null;
    }
    if (theirs.end().equals("failed 1002") && heads.closesInsideAMessage()) {
      return Rule.CLOSE_INSIDE_A_MESSAGE;
    }
    if (ours.end().equals("closed 1005") && theirs.closed()) {
      return Rule.CLOSE_WITHOUT_CODE;
    }
    if (ours.end().equals("closed 1007") && theirs.failed()) {
      return Rule.CLOSE_WITH_1007;
    }
    return heads.goesOnBehindAClose() ? Rule.BEHIND_A_CLOSE : null;
  }

  private static String instead(Outcome ours, Outcome theirs) {
    String code = theirs.end().replaceFirst("^\\w+ ?", "");
    String how;
    if (theirs.end().startsWith("crashed")) {
      how = "throws " + code;
    } else if (theirs.failed() && ours.end().equals(Outcome.OPEN)) {
      how = "fails with " + code + " before the payload has come";
    } else if (theirs.failed()) {
      how = code.isEmpty() ? "fails without a Close" : "fails with " + code;
    } else if (theirs.closed()) {
      how = ours.closed() && ours.end().equals(theirs.end()) ? "closes" : "takes it for a Close";
      how = ours.closed() && !ours.end().equals(theirs.end()) ? "tells " + code : how;
    } else if (theirs.events().equals(ours.events())) {
      how = "waits for more";
    } else {
      how = "goes on";
    }
    return how + delivered(ours.events(), theirs.events());
  }

  private static String delivered(List<String> ours, List<String> theirs) {
    if (ours.equals(theirs)) {
      return "";
    }
    if (theirs.size() > ours.size() && theirs.subList(0, ours.size()).equals(ours)) {
      return ", and delivers more";
    }
    if (ours.size() > theirs.size() && ours.subList(0, theirs.size()).equals(theirs)) {
      return ", and delivers less of what came before";
    }
    return ", and delivers something else";
  }
}
