/**
 * What the code's parts may know of each other, and what they may never touch: the picture of the
 * modules, held by the build.
 *
 * <pre>
 *   client ──┐                ┌──▶ protocol ──▶ frame
 *            ├──▶ connection ─┤        └──────▶ extension ──▶ frame
 *   server ──┘                └──▶ transport
 *      └─────────▶ handshake ──▶ extension, we-crypto
 * </pre>
 *
 * <p>All of them know the API's words; the API knows none of them. A rule that cannot fail holds
 * nothing, so each is also shown a class that breaks it: those live in {@code planted}, in packages
 * whose names end as the real ones do.
 */
package dev.we.conformance.architecture;
