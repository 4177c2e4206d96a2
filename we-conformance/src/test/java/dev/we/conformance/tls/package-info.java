/** A key and a certificate for tests, made by the JDK's keytool, in the forms that peers want. */
package dev.we.conformance.tls;
