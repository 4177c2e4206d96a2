package dev.we.net.websocket.transport;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;

/** TLS, which is not here yet: every such connection fails. */
final class TlsTransport implements TransportHandler {
  private final TransportHandler handler;

  TlsTransport(SSLEngine engine, TlsSettings settings, TransportHandler handler) {
    this.handler = handler;
  }

  @Override
  public void onConnected(Transport transport) {
    handler.onFailed(
        new TransportException(TransportException.Stage.TLS, "TLS is not built in yet", null));
    transport.close();
  }

  @Override
  public void onInput(ByteBuffer in) {}

  @Override
  public void onInputBatchEnd() {}

  @Override
  public void onInputEnd(boolean truncated) {}

  @Override
  public void onWritable() {}

  @Override
  public void onTimer(long now) {}

  @Override
  public void onFailed(TransportException why) {
    handler.onFailed(why);
  }

  @Override
  public void onClosed() {
    handler.onClosed();
  }
}
