/**
 * The {@code we} command: a person's and a script's way to the library, and the program that the
 * project is measured with.
 *
 * <p>Each command is one class with its options on top. It talks to the world through {@link
 * dev.we.cli.Streams} alone, so that a test can run it in its own process, and it knows no more of
 * the library than its public API. What goes wrong is thrown: {@link dev.we.cli.We} makes one line
 * on stderr of it and the exit code, 2 for the caller's mistakes and 1 for those of the peer and
 * the network.
 *
 * <pre>
 *   We ─┬─ connect       Connect → Conversation → EventPrinter
 *       ├─ serve         Serve → EchoListener
 *       ├─ echo-client   EchoClient → EchoListener
 *       ├─ autobahn      Autobahn → EchoListener
 *       ├─ flood         Flood → FloodConnection → Payload, LatencyHistogram
 *       └─ demo          Demo → DemoSteps
 *              options shared: ClientOptions, SocketsOption     PEM files: Pem, Certificates
 * </pre>
 */
package dev.we.cli;
