/**
 * TCP channels and selectors over Linux's sockets and epoll, by the foreign-function interface: the
 * JDK's {@code java.nio.channels} with another engine.
 *
 * <p>It knows no WebSocket and none of our modules, and none of them knows it: what joins them is
 * {@link java.nio.channels.spi.SelectorProvider}, which a client or a server can be given.
 *
 * <pre>
 *   EpollProvider ─opens─▶ EpollSelector ──── EpollKeys: name → EpollKey
 *        │                    │    ▲                          │
 *        │                    │    └── changed interests ─────┤
 *        ├─▶ EpollSocketChannel ──┐│                          │
 *        └─▶ EpollServerSocketChannel ─ Descriptor ◀──────────┘
 *                                 ││        │
 *                                 ▼▼        ▼
 *                          Scratch ─▶ LibC: recv, send, sendmsg, accept4, epoll_wait … ─▶ the system
 * </pre>
 *
 * <p><b>What is saved.</b> The JDK's channels take a lock for each read and each write, so that
 * channels may be closed at any moment without a late call on a number that the system has given to
 * somebody else. Here the thread that selects gives descriptors back itself, and needs no such step
 * for its own calls; those of other threads are counted ({@link dev.we.epoll.Descriptor}). A
 * connection costs about 200 bytes of heap in place of 500.
 *
 * <p><b>Calls.</b> Each system call gets a {@link dev.we.epoll.Scratch}: memory outside the heap
 * for what it reads and writes besides the data, and for the number of its error, which must be
 * taken before the JVM makes a call of its own. Nothing blocks but epoll_wait.
 *
 * <p><b>Time-outs, locks, threads.</b> No thread is started here, and no clock is read. The lock of
 * a selector is held by the thread that selects, and by who closes it; that of its table of keys
 * for the length of an assignment.
 */
package dev.we.epoll;
