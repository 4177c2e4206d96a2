package dev.we.peers.compare;

/** One figure of one contestant in one round; the first counted round is 1. */
record Sample(String row, String contestant, int round, Figure figure, double value) {
  static final String HEADER = "row,contestant,round,figure,value";

  String line() {
    return row + "," + contestant + "," + round + "," + figure.name() + "," + value;
  }

  static Sample parse(String line) {
    String[] cells = line.split(",");
    return new Sample(
        cells[0],
        cells[1],
        Integer.parseInt(cells[2]),
        Figure.valueOf(cells[3]),
        Double.parseDouble(cells[4]));
  }
}
