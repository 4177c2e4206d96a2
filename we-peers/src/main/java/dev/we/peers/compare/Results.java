package dev.we.peers.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** All samples, also those of earlier runs, kept in a CSV file. */
final class Results {
  private final Path file;
  private final List<Sample> samples = new ArrayList<>();

  Results(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      Files.readAllLines(file).stream().skip(1).map(Sample::parse).forEach(samples::add);
    }
  }

  /**
   * Puts a row's new samples in the place of its contestants' old ones, but for those of the first
   * {@code kept} rounds.
   */
  void put(String row, int kept, List<Sample> fresh) throws IOException {
    Set<String> again = new LinkedHashSet<>();
    fresh.forEach(sample -> again.add(sample.contestant()));
    samples.removeIf(
        old -> old.row().equals(row) && again.contains(old.contestant()) && old.round() > kept);
    samples.addAll(fresh);
    List<String> lines = new ArrayList<>(List.of(Sample.HEADER));
    samples.forEach(sample -> lines.add(sample.line()));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  /** The last round of a row; 0 if there is none. */
  int rounds(String row) {
    return samples.stream()
        .filter(sample -> sample.row().equals(row))
        .mapToInt(Sample::round)
        .max()
        .orElse(0);
  }

  boolean has(String row) {
    return samples.stream().anyMatch(sample -> sample.row().equals(row));
  }

  List<String> contestants(String row) {
    return samples.stream()
        .filter(sample -> sample.row().equals(row))
        .map(Sample::contestant)
        .distinct()
        .toList();
  }

  List<Figure> figures(String row) {
    return samples.stream()
        .filter(sample -> sample.row().equals(row))
        .map(Sample::figure)
        .distinct()
        .sorted()
        .toList();
  }

  /** The median over the rounds. */
  OptionalDouble median(String row, String contestant, Figure figure) {
    return median(
        samples.stream()
            .filter(s -> s.row().equals(row) && s.contestant().equals(contestant))
            .filter(s -> s.figure() == figure)
            .map(Sample::value)
            .toList());
  }

  /** The median of one contestant's figure over another's, each pair of one round. */
  OptionalDouble ratio(String row, String one, String other, Figure figure) {
    List<Double> ratios = new ArrayList<>();
    for (Sample a : samples) {
      if (!a.row().equals(row) || !a.contestant().equals(one) || a.figure() != figure) {
        continue;
      }
      for (Sample b : samples) {
        if (b.row().equals(row)
            && b.contestant().equals(other)
            && b.figure() == figure
            && b.round() == a.round()
            && b.value() > 0) {
          ratios.add(a.value() / b.value());
        }
      }
    }
    return median(ratios);
  }

  private static OptionalDouble median(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return OptionalDouble.of(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }
}
