/**
 * Whether anything is left behind: threads of ours, descriptors of sockets and selectors.
 *
 * <p>Counted from outside, by what the JVM and {@code /proc} tell, before and after each test.
 */
package dev.we.conformance.leftovers;
