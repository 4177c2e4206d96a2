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
  void the_most_memory_of_a_connection_counts_the_smallest_messages_of_one_read() {
    Limits tiny =
        Limits.builder().maxMessageBytes(1).maxQueuedInputBytes(1).maxQueuedOutputBytes(1).build();
    // A server can put 131072 empty messages into the read that fills the queue.
    assertThat(tiny.maxConnectionBytes()).isGreaterThan(131_072 * 100);
  }
}
