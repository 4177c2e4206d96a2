/** The command line, over the public APIs of we-net and we-deflate only. */
@org.jspecify.annotations.NullMarked
module dev.we.cli {
  requires dev.we.deflate;
  requires dev.we.epoll;
  requires dev.we.net;
  requires info.picocli;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires static org.jspecify;

  // picocli sets the options' fields by reflection.
  opens dev.we.cli to
      info.picocli;
}
