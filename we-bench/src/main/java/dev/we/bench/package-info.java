/** How JMH's figures come into the documents; what is measured is in the packages below. */
@org.jspecify.annotations.NullMarked
package dev.we.bench;
