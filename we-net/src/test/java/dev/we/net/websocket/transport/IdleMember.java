package dev.we.net.websocket.transport;

/** A member of a loop that has nothing to do. */
class IdleMember extends LoopMember {
  @Override
  void onReady(int ops) {}

  @Override
  void onTimer(long now) {}

  @Override
  void close() {}
}
