package dev.we.conformance.faults;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loads the library anew, and has the transport's calls of channels and selectors go through {@link
 * Calls}.
 */
final class FaultyLoader extends ClassLoader {
  private static final String TRANSPORT = "dev.we.net.websocket.transport.";
  private static final Set<String> ANEW =
      Set.of("dev.we.net.", "dev.we.deflate.", "dev.we.crypto.", Conversation.class.getName());

  private static final ClassDesc CALLS = Calls.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc BEFORE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

  /** Channels, selectors and who makes them, as class files name them. */
  private static final Set<String> OWNERS =
      Stream.of(
              SelectorProvider.class,
              SocketChannel.class,
              ServerSocketChannel.class,
              Selector.class)
          .map(c -> c.getName().replace('.', '/'))
          .collect(Collectors.toSet());

  /** What is called in place of a method of theirs. */
  private static final Set<String> REPLACED =
      Arrays.stream(Calls.class.getMethods())
          .map(method -> method.getName())
          .filter(name -> !name.equals("before"))
          .collect(Collectors.toSet());

  /** What can fail but cannot be short, nor block. */
  private static final Set<String> GUARDED =
      Set.of(
          "openSocketChannel",
          "openServerSocketChannel",
          "openSelector",
          "configureBlocking",
          "setOption",
          "bind",
          "connect",
          "register",
          "getRemoteAddress",
          "getLocalAddress",
          "shutdownOutput");

  static {
    registerAsParallelCapable();
  }

  FaultyLoader() {
    super("faulty", FaultyLoader.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (ANEW.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? load(name) : loaded;
    }
  }

  private Class<?> load(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      byte[] wired = name.startsWith(TRANSPORT) ? wire(bytes) : bytes;
      return defineClass(name, wired, 0, wired.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] wire(byte[] bytes) {
    ClassFile file = ClassFile.of();
    return file.transformClass(
        file.parse(bytes), ClassTransform.transformingMethodBodies(FaultyLoader::wire));
  }

  private static void wire(CodeBuilder code, CodeElement element) {
    if (!(element instanceof InvokeInstruction call)
        || !OWNERS.contains(call.owner().asInternalName())) {
      code.with(element);
      return;
    }
    String name = call.name().stringValue();
    if (REPLACED.contains(name)) {
      MethodTypeDesc type = call.typeSymbol().insertParameterTypes(0, call.owner().asSymbol());
      code.invoke(Opcode.INVOKESTATIC, CALLS, name, type, false);
    } else {
      if (GUARDED.contains(name)) {
        code.loadConstant(name).invoke(Opcode.INVOKESTATIC, CALLS, "before", BEFORE, false);
      }
      code.with(element);
    }
  }
}
