package dev.we.peers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The arguments of a main class: words, flags, and options with a value. */
record Options(Deque<String> words, Map<String, String> values) {
  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if an option is unknown or lacks its value
   */
  static Options parse(String[] arguments, Set<String> flags, Set<String> valued) {
    Options options = new Options(new ArrayDeque<>(), new HashMap<>());
    Deque<String> left = new ArrayDeque<>(List.of(arguments));
    while (!left.isEmpty()) {
      String word = left.pop();
      if (flags.contains(word)) {
        options.values.put(word, "");
      } else if (valued.contains(word) && !left.isEmpty()) {
        options.values.put(word, left.pop());
      } else if (word.startsWith("-")) {
        throw new IllegalArgumentException(
            word + (valued.contains(word) ? " needs a value" : " is no option"));
      } else {
        options.words.add(word);
      }
    }
    return options;
  }

  boolean has(String flag) {
    return values.containsKey(flag);
  }

  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  double number(String option, double otherwise) {
    return value(option).map(Double::parseDouble).orElse(otherwise);
  }

  int count(String option, int otherwise) {
    return (int) number(option, otherwise);
  }
}
