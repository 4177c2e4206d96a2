package dev.we.conformance.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known of a peer before it is asked: questions that it cannot answer, and its own ways. Immutable. */
final class Traits {
  static final Traits ALL = new Traits(List.of(), Map.of());

  /** Beginnings of questions. */
  private final List<String> unasked;

  private final Map<String, String> ways;

  private Traits(List<String> unasked, Map<String, String> ways) {
    this.unasked = unasked;
    this.ways = ways;
  }

  /** The same without the questions that begin so: it has no means to do what they ask for. */
  Traits without(String... beginnings) {
    List<String> more = new ArrayList<>(unasked);
    more.addAll(List.of(beginnings));
    return new Traits(more, ways);
  }

  /** The same with an answer of its own to a question. */
  Traits with(String question, String answer) {
    Map<String, String> more = new LinkedHashMap<>(ways);
    more.put(question, answer);
    return new Traits(unasked, more);
  }

  boolean answers(String question) {
    return unasked.stream().noneMatch(question::startsWith);
  }

  /** What it shall answer, where the rest answers {@code usual}. */
  String answer(String question, String usual) {
    return ways.getOrDefault(question, usual);
  }

  boolean hasItsOwn(String question) {
    return ways.containsKey(question);
  }
}
