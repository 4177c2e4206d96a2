/** What {@code SECURITY.md} says is true: the tests it names are there. */
package dev.we.conformance.security;
