package dev.we.net.websocket.transport;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loop serves at present, in the order in which it came. The list's links are in its
 * members: a set would cost each of them an entry. Loop thread only.
 */
@SuppressWarnings("ReferenceEquality") // which member it is counts, not what is in it
final class Members {
  private @Nullable LoopMember first;
  private @Nullable LoopMember last;

  boolean isEmpty() {
    return first == null;
  }

  /** Adds one that is not here. */
  void add(LoopMember member) {
    LoopMember before = last;
    assert member != first && member.before == null : "a member joins once";
    member.before = before;
    if (before == null) {
      first = member;
    } else {
      before.after = member;
    }
    last = member;
  }

  /** Takes one out; harmless if it is not here. */
  void remove(LoopMember member) {
    LoopMember before = member.before;
    LoopMember after = member.after;
    if (before != null) {
      before.after = after;
    } else if (first == member) {
      first = after;
    }
    if (after != null) {
      after.before = before;
    } else if (last == member) {
      last = before;
    }
    member.before = null;
    member.after = null;
  }

  /** Those that are here now. */
  List<LoopMember> snapshot() {
    List<LoopMember> all = new ArrayList<>();
    for (LoopMember next = first; next != null; next = next.after) {
      all.add(next);
    }
    return all;
  }
}
