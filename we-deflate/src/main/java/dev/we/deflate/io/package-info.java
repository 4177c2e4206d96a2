/**
 * The codecs of {@link dev.we.deflate} behind the faces that Java programs read and write through:
 * {@link dev.we.deflate.io.InflateInputStream}, {@link dev.we.deflate.io.DeflateOutputStream} and
 * {@link dev.we.deflate.io.InflateChannel}. This is where I/O begins: these classes block as what
 * they wrap does, and know nothing of the format but when it ends.
 *
 * <pre>{@code
 * try (var in = new InflateInputStream(Files.newInputStream(path), StreamFormat.GZIP)) {
 *   in.transferTo(out);
 * }
 * }</pre>
 */
package dev.we.deflate.io;
