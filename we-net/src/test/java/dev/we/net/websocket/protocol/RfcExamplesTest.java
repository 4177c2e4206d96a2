package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Role;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** RFC 6455, section 5.7, byte for byte. */
class RfcExamplesTest {
  @Test
  void a_single_frame_unmasked_text_message() {
    End.of(Role.CLIENT).receives("81 05 48 65 6c 6c 6f").told("text Hello").assertNothingSent();
    End server = End.of(Role.SERVER);
    server.protocol.sendText("Hello", Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    server.sent("81 05 48 65 6c 6c 6f");
  }

  @Test
  void a_single_frame_masked_text_message() {
    End.of(Role.SERVER)
        .receives("81 85 37 fa 21 3d 7f 9f 4d 51 58")
        .told("text Hello")
        .assertNothingSent();
    End client = End.of(Role.CLIENT);
    client.protocol.sendText("Hello", Compress.WHERE_IT_PAYS, client.wire, () -> 0x37FA213D);
    client.sent("81 85 37 fa 21 3d 7f 9f 4d 51 58");
  }

  @Test
  void a_fragmented_unmasked_text_message() {
    End.of(Role.CLIENT)
        .receives(
            """
            01 03 48 65 6c  # Hel
            80 02 6c 6f     # lo
            """)
        .told("text Hello");
    End server = End.of(Role.SERVER);
    server.protocol.sendTextPart("Hel", false, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    server.protocol.sendTextPart("lo", true, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    server.sent("01 03 48 65 6c 80 02 6c 6f");
  }

  @Test
  void an_unmasked_ping_request_and_masked_ping_response() {
    End client = End.of(Role.CLIENT);
    client.receives("89 05 48 65 6c 6c 6f").told("ping 48656c6c6f").assertNothingSent();
    client.protocol.takePong(client.wire, 0x37FA213D);
    client.sent("8a 85 37 fa 21 3d 7f 9f 4d 51 58");
    End.of(Role.SERVER).receives("8a 85 37 fa 21 3d 7f 9f 4d 51 58").told("pong 48656c6c6f");
  }

  @Test
  void binary_messages_of_256_bytes_and_of_64_kibibytes_in_one_unmasked_frame() {
    String small = "01".repeat(256);
    End.of(Role.CLIENT).receives("82 7E 0100" + small).told("binary " + small);
    String large = "02".repeat(65536);
    End.of(Role.CLIENT).receives("82 7F 0000000000010000" + large).told("binary " + large);
    End server = End.of(Role.SERVER);
    server.protocol.sendBinary(
        ByteBuffer.wrap(HexFormat.of().parseHex(large)),
        Compress.WHERE_IT_PAYS,
        server.wire,
        () -> 0);
    server.sent("82 7F 0000000000010000" + large);
  }
}
