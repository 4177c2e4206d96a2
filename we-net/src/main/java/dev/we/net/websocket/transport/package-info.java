/**
 * Byte streams over sockets: TCP, and TLS over TCP, driven by one thread per {@link
 * dev.we.net.websocket.transport.EventLoop}.
 *
 * <p>This is the only package that knows sockets, selectors, name look-up, TLS engines, I/O threads
 * and the clock. It knows nothing of WebSockets or HTTP: bytes go out, bytes come in, and each end
 * of the stream, failure and deadline is one call.
 *
 * <pre>
 *              EventLoopGroup: gives each new connection to the loop that has fewest
 *                  │ a few
 *              EventLoop: one thread, one Selector, one TimerQueue, one big read buffer for all
 *                  │
 *                  ├── TcpListener ──accept──┐
 *                  │                         ▼
 *   connect() ─ Connecting ──established─▶ TcpTransport ⇄ TransportHandler            (plain)
 *                (look-up,                 TcpTransport ⇄ TlsTransport ⇄ TransportHandler (TLS)
 *                 one address                              ├ TlsHandshake: until both sides have keys
 *                 after the other)                         ├ TlsInput: pieces → whole records → bytes
 *                                                          └ TlsOutput: bytes → records → socket
 *                                          TcpTransport ⇄ Tunnelling while a proxy opens the way (Tunnel),
 *                                                         then one of the two above
 *
 *   a turn:  select → each ready key once → open batches → timers that are due → tasks → deregister → select …
 * </pre>
 *
 * <p><b>Threads.</b> A {@link dev.we.net.websocket.transport.TransportHandler} is called on its
 * loop's thread only, so it needs no lock for what only the loop touches. Reading, connecting,
 * accepting, timers and closing happen there too. Writing is different: {@link
 * dev.we.net.websocket.transport.Transport#write} may be called on any thread, because handing
 * every message over to the loop would cost a wake-up each; its caller sees to it that there is one
 * writer at a time. No lock is held over I/O, and no one waits for a lock that another holds longer
 * than it takes to move a reference. A TLS engine has two users, the writer and the loop that
 * answers the peer's records: whoever comes second leaves a note for the first and goes on ({@link
 * dev.we.net.websocket.transport.TlsOutput}).
 *
 * <p><b>Life.</b> The calls that a handler gets are words of this grammar:
 *
 * <pre>
 *   [ onConnected { onInput+ onInputBatchEnd | onWritable | onTimer } [ onInputEnd { onWritable | onTimer } ] ] [ onFailed ] onClosed
 * </pre>
 *
 * <p>{@code onClosed} comes exactly once whatever happens: a refused connection, a reset, a failed
 * handshake, a handler that throws, the end of the loop. By then the descriptor is closed or closes
 * before the loop sleeps again, the timer is gone and borrowed buffers are back. {@code onClosed}
 * never comes from within {@code close()}, so a handler need not expect to be re-entered.
 *
 * <p><b>Batches.</b> What a handler holds back while its input is delivered goes out at {@code
 * onInputBatchEnd}. For small inputs that comes when all that was ready has been read: peers that
 * the first answers woke need no waking for the others ({@link
 * dev.we.net.websocket.transport.OpenBatches}).
 *
 * <p><b>Memory.</b> An idle connection holds no buffer. Input is read into the loop's one buffer
 * and lent to the handler for the length of a call. TLS borrows from the loop's pools: a record's
 * worth while a record is incomplete, an output buffer while the socket will not take what was
 * encrypted.
 *
 * <p><b>Never spinning.</b> Whatever is ready is served or its interest is dropped: reading after
 * the end of the input or while the handler does not want any, writing as soon as it was reported,
 * accepting for a moment when the process is out of descriptors.
 */
package dev.we.net.websocket.transport;
