/**
 * All peers side by side on one machine, in one run.
 *
 * <pre>
 *   Compare ──▶ Row: what is measured, on which Contestants     (Rows lists them)
 *     │           │ Programs: command lines      Running: a process on its core, its CPU and memory
 *     ▼           ▼
 *   rounds ──▶ Sample: one figure of one contestant in one round
 *                 │ Results: the CSV file; medians, and medians of ratios within rounds
 *                 ▼
 *              Report: tables between two markers of docs/performance.md      Plot: SVG
 * </pre>
 *
 * <p>A round measures every contestant once, one after the other, in an order that turns from round
 * to round; the first round only warms up. Servers run on one core and load on the other. What
 * counts is the ratio of two contestants within a round, since a busy moment of the machine then
 * hits both; the median of these ratios over the rounds is told.
 */
@org.jspecify.annotations.NullMarked
package dev.we.peers.compare;
