package dev.we.conformance.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a peer before it is asked: questions that it cannot answer, and its own ways.
 * Immutable.
 */
final class Traits {
  static final Traits ALL = new Traits(List.of(), Map.of(), List.of());

  /** Beginnings of questions. */
  private final List<String> unasked;

  private final Map<String, String> ways;

  /** Parts of answers that come now and then, as its threads have it. */
  private final List<String> races;

  private Traits(List<String> unasked, Map<String, String> ways, List<String> races) {
    this.unasked = unasked;
    this.ways = ways;
    this.races = races;
  }

  /**
   * The same without the questions that begin so: it has no means to do what they ask for. "
   * compressed" behind a question or a group limits it to that.
   */
  Traits without(String... beginnings) {
    List<String> more = new ArrayList<>(unasked);
    more.addAll(List.of(beginnings));
    return new Traits(more, ways, races);
  }

  /**
   * The same with an answer of its own to a question, or to all of the group that begins so; that
   * to the one question goes first. " compressed" behind it limits it to that.
   */
  Traits with(String question, String answer) {
    Map<String, String> more = new LinkedHashMap<>(ways);
    more.put(question, answer);
    return new Traits(unasked, more, races);
  }

  /** The same with a race of its own: an answer that contains this is as good as the right one. */
  Traits nowAndThen(String part) {
    List<String> more = new ArrayList<>(races);
    more.add(part);
    return new Traits(unasked, ways, more);
  }

  Optional<String> race(String answer) {
    return races.stream().filter(answer::contains).findFirst();
  }

  boolean answers(String question, boolean compressed) {
    String name = compressed ? question + " compressed" : question;
    String group = compressed ? group(question) + " compressed" : question;
    return unasked.stream().noneMatch(one -> name.startsWith(one) || group.equals(one));
  }

  private static String group(String question) {
    return question.replaceFirst(" \\d+$| without code$", "");
  }

  /** What it shall answer in its own way; empty where it answers as the rest does. */
  Optional<String> way(String question, boolean compressed) {
    return wayName(question, compressed).map(ways::get);
  }

  /** The name under which {@link #with} wrote that down. */
  Optional<String> wayName(String question, boolean compressed) {
    for (String name : List.of(question, group(question))) {
      if (ways.containsKey(name)) {
        return Optional.of(name);
      }
      if (compressed && ways.containsKey(name + " compressed")) {
        return Optional.of(name + " compressed");
      }
    }
    return Optional.empty();
  }
}
