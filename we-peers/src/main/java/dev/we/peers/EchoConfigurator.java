package dev.we.peers;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/**
 * What a Jakarta server answers to handshakes: yes. Complete in itself, since the default one comes
 * from whichever implementation stands first on the class path, and there are two.
 */
final class EchoConfigurator extends ServerEndpointConfig.Configurator {
  private final boolean compression;

  EchoConfigurator(boolean compression) {
    this.compression = compression;
  }

  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
    return "";
  }

  @Override
  public List<Extension> getNegotiatedExtensions(
      List<Extension> installed, List<Extension> requested) {
    return compression ? requested : List.of();
  }

  @Override
  public boolean checkOrigin(String origin) {
    return true;
  }

  @Override
  public <T> T getEndpointInstance(Class<T> type) throws InstantiationException {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new InstantiationException(e.toString());
    }
  }
}
