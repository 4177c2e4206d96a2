/** Small programs that show how the API is used. */
@org.jspecify.annotations.NullMarked
module dev.we.examples {
  requires dev.we.net;
  requires static org.jspecify;
}
