package dev.we.conformance.interop;

import dev.we.conformance.tls.Certificate;
import dev.we.peers.ClientPeer;
import dev.we.peers.ClientSettings;
import dev.we.peers.EchoServer;
import dev.we.peers.PeerClient;
import dev.we.peers.PeerListener;
import dev.we.peers.PeerSocket;
import dev.we.peers.ServerPeer;
import dev.we.peers.ServerSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A library of others, in our process. Its server does nothing but echo.
 *
 * @param title as people call it
 * @param server its server, if it has one
 * @param client its client, if it has one
 * @param serverTraits of its server
 * @param clientTraits of its client
 */
record JvmPeer(
    String title,
    @Nullable ServerPeer server,
    @Nullable ClientPeer client,
    Traits serverTraits,
    Traits clientTraits)
    implements Peer {
  @Override
  public Traits traits(boolean asServer) {
    return asServer ? serverTraits : clientTraits;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public Server server(boolean secure, boolean compressed) throws Exception {
    if (server == null) {
      throw new UnsupportedOperationException(title + " has no server");
    }
    ServerSettings settings = ServerSettings.plain();
    settings = secure ? settings.withIdentity(Certificate.shared().identity()) : settings;
    settings = compressed ? settings.withCompression() : settings;
    EchoServer started = server.start(settings);
    return new Server() {
      @Override
      public int port() {
        return started.port();
      }

      @Override
      public void close() {
        started.close();
      }
    };
  }

  @Override
  public Client client(boolean secure, boolean compressed) throws Exception {
    if (client == null) {
      throw new UnsupportedOperationException(title + " has no client");
    }
    ClientSettings settings = ClientSettings.plain();
    settings = secure ? settings.withTrust(Certificate.shared().identity().trust()) : settings;
    settings = compressed ? settings.withCompression() : settings;
    PeerClient started = client.start(settings);
    return new Client() {
      @Override
      public void connect(String url) throws Exception {
        var _ = started.connect(URI.create(url), new Echo()).get(30, TimeUnit.SECONDS);
      }

      @Override
      public void close() {
        started.close();
      }
    };
  }

  /** The contract of peers/README.md, as far as it goes here. */
  private static final class Echo implements PeerListener {
    @Override
    public void onText(PeerSocket socket, String text) {
      if (text.startsWith("please close ")) {
        String[] words = text.substring("please close ".length()).split(" ", 2);
        socket.close(Integer.parseInt(words[0]), words[1]);
      } else {
        socket.sendText(
            text.startsWith("please say ") ? text.substring("please say ".length()) : text);
      }
    }

    @Override
    public void onBinary(PeerSocket socket, ByteBuffer data) {
      byte[] copy = new byte[data.remaining()];
      data.get(copy);
      socket.sendBinary(ByteBuffer.wrap(copy));
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
