/** What long runs write into the documents. */
package dev.we.conformance.report;
