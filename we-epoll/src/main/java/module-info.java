/**
 * The JDK's socket channels and selectors over Linux's epoll, by the foreign-function interface.
 */
@org.jspecify.annotations.NullMarked
module dev.we.epoll {
  requires static transitive org.jspecify;

  exports dev.we.epoll;
}
