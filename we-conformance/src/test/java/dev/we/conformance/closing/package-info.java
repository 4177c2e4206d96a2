/**
 * Many threads send on one connection while it ends.
 *
 * <p>Over real sockets, in both roles, in each way to end: what was {@code QUEUED} before a clean
 * close arrives, whole and in its sender's order, and nothing else does; after an abort what
 * arrives is the beginning of what each thread sent. Both ends are told once.
 */
package dev.we.conformance.closing;
