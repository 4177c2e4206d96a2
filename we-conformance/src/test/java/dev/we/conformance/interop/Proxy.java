package dev.we.conformance.interop;

import dev.we.conformance.tls.Certificate;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reverse proxy between our end and one of npm's ws. It ends TLS: behind it all is plain.
 *
 * @param title as people call it
 * @param program its file
 * @param configuration with the placeholders {@code PORT}, {@code BEHIND}, {@code TLS} and {@code
 *     FOLDER}
 * @param tls what {@code TLS} becomes where it speaks {@code wss}, with the placeholder {@code
 *     FOLDER}, which holds certificate.pem, key.pem and both.pem
 * @param option the one before the configuration file
 */
record Proxy(String title, Path program, String configuration, String tls, String option)
    implements Peer {
  static final Proxy NGINX =
      new Proxy(
          "nginx 1.22.1",
          Path.of("/usr/sbin/nginx"),
          """
          daemon off;
          master_process off;
          pid FOLDER/nginx.pid;
          error_log stderr;
          events {}
          http {
            access_log off;
            client_body_temp_path FOLDER/body;
            proxy_temp_path FOLDER/proxy;
            fastcgi_temp_path FOLDER/fastcgi;
            uwsgi_temp_path FOLDER/uwsgi;
            scgi_temp_path FOLDER/scgi;
            server {
              listen 127.0.0.1:PORTTLS
              location / {
                proxy_pass http://127.0.0.1:BEHIND;
                proxy_http_version 1.1;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection "upgrade";
              }
            }
          }
          """,
          " ssl; ssl_certificate FOLDER/certificate.pem; ssl_certificate_key FOLDER/key.pem;",
          "-c");

  static final Proxy HAPROXY =
      new Proxy(
          "haproxy 2.6.12",
          Path.of("/usr/sbin/haproxy"),
          """
          defaults
            mode http
            timeout connect 5s
            timeout client 30s
            timeout server 30s
            timeout tunnel 60s
          frontend front
            bind 127.0.0.1:PORTTLS
            default_backend behind
          backend behind
            server end 127.0.0.1:BEHIND
          """,
          " ssl crt FOLDER/both.pem",
          "-f");

  @Override
  public Optional<String> missing() {
    return Files.isExecutable(program) ? Peers.WS.missing() : Optional.of("not installed");
  }

  @Override
  public Traits traits(boolean asServer) {
    return Peers.WS.traits(asServer);
  }

  @Override
  public boolean endsTls() {
    return true;
  }

  /** The proxy in front of a server at {@code behind}. */
  private Running start(boolean secure, int behind) throws Exception {
    Path folder = Files.createTempDirectory("we-proxy-");
    Certificate certificate = Certificate.shared();
    String pem = Files.readString(certificate.certificateFile());
    String key = Files.readString(certificate.keyFile());
    Files.writeString(folder.resolve("certificate.pem"), pem);
    Files.writeString(folder.resolve("key.pem"), key);
    Files.writeString(folder.resolve("both.pem"), pem + key);
    int port = PeerProcess.freePort();
    String plain = this.equals(NGINX) ? ";" : "";
    Path file = folder.resolve("configuration");
    Files.writeString(
        file,
        configuration
            .replace("TLS", secure ? tls : plain)
            .replace("PORT", Integer.toString(port))
            .replace("BEHIND", Integer.toString(behind))
            .replace("FOLDER", folder.toString()));
    PeerProcess process =
        new PeerProcess(title, new ProcessBuilder(program.toString(), option, file.toString()));
    process.awaitListening(port);
    return new Running(process, port);
  }

  private record Running(PeerProcess process, int port) {}

  @Override
  public Server server(boolean secure, boolean compressed) throws Exception {
    Server behind = Peers.WS.server(false, compressed);
    Running proxy = start(secure, behind.port());
    return new Server() {
      @Override
      public int port() {
        return proxy.port();
      }

      @Override
      public void close() {
        proxy.process().close();
        behind.close();
      }
    };
  }

  @Override
  public Client client(boolean secure, boolean compressed) throws Exception {
    Client behind = Peers.WS.client(secure, compressed);
    return new Client() {
      private @Nullable Running proxy;

      @Override
      public void connect(String url) throws Exception {
        URI ours = URI.create(url);
        if (proxy == null) {
          proxy = start(secure, ours.getPort());
        }
        String scheme = secure ? "wss" : "ws";
        behind.connect(scheme + "://localhost:" + proxy.port() + ours.getPath());
      }

      @Override
      public void close() {
        behind.close();
        if (proxy != null) {
          proxy.process().close();
        }
      }
    };
  }

  @Override
  public String toString() {
    return title;
  }
}
