package dev.we.net.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitsTest {
  @Test
  void the_most_memory_of_a_connection_never_overflows_to_little() {
    Limits limits =
        Limits.builder()
            .maxQueuedInputBytes(Long.MAX_VALUE)
            .maxQueuedOutputBytes(Long.MAX_VALUE)
            .build();
    assertThat(limits.maxConnectionBytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void the_most_memory_of_a_connection_counts_the_rest_of_a_read_and_the_codecs() {
    Limits tiny =
        Limits.builder().maxMessageBytes(1).maxQueuedInputBytes(1).maxQueuedOutputBytes(1).build();
    // The largest read, and the window and tables of a compressor with all of 2^15 bytes.
    assertThat(tiny.maxConnectionBytes()).isGreaterThan((258 << 10) + (180 << 10));
  }
}
