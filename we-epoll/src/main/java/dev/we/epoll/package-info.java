/**
 * TCP channels and selectors over Linux's sockets, epoll and io_uring, by the foreign-function
 * interface: the JDK's {@code java.nio.channels} with another engine.
 *
 * <p>It knows no WebSocket and none of our modules, and none of them knows it: what joins them is
 * {@link java.nio.channels.spi.SelectorProvider}, which a client or a server can be given.
 *
 * <pre>
 *   EpollProvider ─opens─▶ EpollSelector ──── EpollKeys: name → EpollKey
 *        │                    ├─ Watches: epoll        │          │
 *        │                    ├─ Alarm: eventfd        │          ├── Descriptor
 *        │                    └─ Batches ──────────────┼── BatchedStream
 *        │                        ├─ ReadAhead ─┐      │          │
 *        │                        └─ HeldWrites ┴▶ Ring: io_uring │
 *        ├─▶ EpollSocketChannel ── SocketStream                   │
 *        └─▶ EpollServerSocketChannel                             │
 *                        └──────── Scratch ─▶ LibC: recv, send, accept4, epoll_wait … ─▶ the system
 * </pre>
 *
 * <p><b>What is saved.</b> The JDK's channels take a lock for each read and each write, so that
 * channels may be closed at any moment without a late call on a number that the system has given to
 * somebody else. Here the thread that selects gives descriptors back itself, and needs no such step
 * for its own calls; those of other threads are counted ({@link dev.we.epoll.Descriptor}).
 *
 * <p><b>Batches.</b> A step into the system and back can cost more than what is done there for a
 * small message, and leaves the processor's caches cold. So what the sockets that are ready have is
 * read with one step, before they are served, and small writes are held until the thread selects
 * again or flushes, and go with one step ({@link dev.we.epoll.BatchedStream}). All calls of such a
 * step say that they do not wait, so that none is under way when it is over: the ring is a way to
 * make many calls at once, and nothing happens behind anybody's back.
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
