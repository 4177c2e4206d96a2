package dev.we.crypto;

/** SHA-1. */
public final class Sha1 {
  private Sha1() {}
}
