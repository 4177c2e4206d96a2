/**
 * Connections that come, talk, fail and go, for a long time: what they took must be back.
 *
 * <p>Each of many virtual threads opens one connection after the other to a server of ours, says
 * something that is echoed, rests, and ends it in one of several ways, good and bad. From time to
 * time all stop, and heap after a collection, descriptors and threads are compared with those of
 * the first such stop. {@code we-conformance/long soak} does it for an hour with 5,000 connections,
 * with the JDK's flight recorder looking for objects that stay; the tests for two minutes with 300.
 */
package dev.we.conformance.soak;
