/**
 * The N-th call into the operating system fails, for every N.
 *
 * <p>A conversation between our client and our server over loopback is held again and again. In the
 * first the first call of the transport into {@code java.nio} fails, in the second the second, and
 * so on until one passes untouched; then the same with calls that do a byte's worth of their work,
 * and with calls that find nothing ready. After each, whoever asked must have been told, and
 * nothing may be left: no descriptor, thread, timer, transport, connection or future.
 *
 * <pre>
 *   FaultyLoader: loads the library anew; where the transport calls a channel or a selector,
 *                 the call goes to
 *   Calls:        counts; lets the call through, or has it come to what the Plan says
 *   Conversation: loaded by that loader, so that it speaks with that library
 * </pre>
 */
package dev.we.conformance.faults;
