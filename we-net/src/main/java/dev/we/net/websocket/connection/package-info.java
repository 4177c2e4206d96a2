/**
 * One open connection: a transport and a protocol, joined.
 *
 * <p>What callers' threads and the loop share, queues and locks, lives in this package and nowhere
 * else. {@link dev.we.net.websocket.connection.Connection} is the joint; it holds no rule of the
 * protocol and no socket. {@link dev.we.net.websocket.connection.ConnectionFace} is what callers
 * see of it, and only passes their calls on.
 *
 * <pre>
 *                     callers' threads                              the loop
 *
 *     ConnectionFace ───▶ ┌────────────── lock ──────────────┐ ◀── what the peer is owed
 *                         │ Protocol, sending half           │      (pong, Close)
 *                         │ OutQueue: frames ready to go     │
 *                         └───────────────┬──────────────────┘
 *                                         ▼ one writer at a time, no lock held
 *                                     Transport ──────────────────────────▶ network
 *
 *     listener ◀── Delivery ◀── Protocol, receiving half ◀── Transport ◀── network
 *                 (loop, executor          (loop only, no lock)
 *                  or a waiting thread)
 * </pre>
 *
 * <p><b>Sending.</b> A caller encodes its frame under the lock, which is a copy and a mask and no
 * I/O, and then writes if nobody else does. Who writes has the <i>writer role</i>: a flag, taken
 * and given back under the lock, never held together with it during a write. A sender that finds
 * the role taken leaves its frame to the one who has it. While the loop reads, its own sends are
 * <i>corked</i>: they gather in the queue and go out in one write when the input has been worked
 * off.
 *
 * <p><b>Lending.</b> A large payload that needs no mask is not copied where its sender finds the
 * role free: he takes it in the step that puts the payload into the queue, corked or not, and
 * writes from his own buffer. What the socket does not take is copied before he gives the role
 * back, so that the buffer is his again when the call returns. So nothing is in the queue on loan
 * while nobody has the role. Arrays are lent where the transport takes them as they are.
 *
 * <p><b>Broadcast.</b> A frame that many connections send is in all their queues and belongs to
 * none: each has a view of the same bytes, and counts them as its own.
 *
 * <p><b>Order.</b> A frame lies whole in the queue or not at all. Between two frames the writer
 * puts pings and the pongs that are owed in front; never inside one.
 *
 * <p><b>Receiving.</b> The receiving half runs on the loop without a lock. What it finds out that
 * concerns the sending half comes as a value and is settled under the lock. Messages for which
 * nobody has asked yet wait in the {@code Delivery}; beyond {@code Limits.maxQueuedInputBytes} the
 * rest of the read waits as it came, and the socket is no longer read. Pings are answered and a
 * Close is honoured meanwhile, as far as the input has been worked off.
 *
 * <p><b>The end.</b> {@code onClosed} of the transport is the only way out: it is called once
 * whatever happened, and tells the listener how the connection ended.
 */
package dev.we.net.websocket.connection;
