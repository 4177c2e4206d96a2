package dev.we.examples;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.File;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * {@code wss} with a certificate of one's own: the server shows it, and the client trusts it and
 * nothing else. For public servers a client needs none of this.
 *
 * <p>Arguments: a PKCS12 key store with a key for 127.0.0.1, and its password. One is made by
 *
 * <pre>
 * keytool -genkeypair -alias me -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1 \
 *   -storetype PKCS12 -keystore me.p12 -storepass secret
 * </pre>
 */
final class Secure {
  private Secure() {}

  public static void main(String[] args) throws Exception {
    char[] password = args[1].toCharArray();
    KeyStore own = KeyStore.getInstance(new File(args[0]), password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("me", own.getCertificate("me"));

    try (WebSocketServer server =
            WebSocketServer.builder()
                .tls(Tls.of(showing(own, password)))
                .blocking("/", Secure::answer)
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.builder().tls(Tls.of(trusting(trusted))).build();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      socket.sendText("does anybody listen in?");
      System.out.println(socket.receive() instanceof Message.Text text ? text.text() : "?");
      System.out.println(socket.socket().tlsSession().orElseThrow().getProtocol());
    }
  }

  private static void answer(BlockingWebSocket socket) throws Exception {
    socket.receive();
    socket.sendText("nobody does");
  }

  private static SSLContext showing(KeyStore own, char[] password) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext trusting(KeyStore trusted) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
