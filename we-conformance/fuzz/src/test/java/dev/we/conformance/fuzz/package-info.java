/**
 * Fuzzing with oracles.
 *
 * <p>A <em>target</em> is a method {@code @FuzzTest void …(byte[] data)} that can take any bytes.
 * The first of them are settings ({@link dev.we.conformance.fuzz.FuzzInput}), the rest is what the
 * code under test gets. "It did not crash" is never all that a target asks: each compares with
 * something that was written apart from what it judges, such as java.util.zip, the JDK's decoders,
 * a plain model of the RFC, or the other side of our own protocol.
 *
 * <pre>
 *   corpus  src/test/resources/PACKAGE/CLASSInputs/METHOD/ ─┐
 *                                                           ├─▶ target ─▶ code under test
 *   Mutations of the corpus, from a seed ({@code ./we test})   ─┤       └──▶ oracle
 *   Jazzer, led by coverage ({@code we-conformance/long fuzz}) ─┘
 * </pre>
 *
 * <p>A target stands in the package that it looks into, for the class path allows that. This
 * package holds what they share: how the data is read, the ways to cut it, and the run over
 * mutations. The corpus is made by {@code corpus.py}; an input that once failed joins it as a file
 * of its own.
 */
package dev.we.conformance.fuzz;
