/**
 * The hot parts of we-net alone, without a socket: heads and masks of frames, UTF-8, the state
 * machine, the opening handshake.
 *
 * <pre>
 * ./mvnw -q -pl we-bench -am compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
 * java -cp we-bench/target/classes:$(cat we-bench/target/classpath.txt) org.openjdk.jmh.Main websocket -prof gc
 * </pre>
 *
 * <p>{@code -prof gc} adds {@code gc.alloc.rate.norm}, the bytes allocated for each operation: none
 * where nothing is kept.
 */
@org.jspecify.annotations.NullMarked
package dev.we.bench.websocket;
