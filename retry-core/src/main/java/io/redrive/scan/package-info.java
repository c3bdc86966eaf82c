/** Reads dead-letter topics, a bounded amount at a time: pages of a query, one record, what a census has not counted. Not API. */
@NullMarked
package io.redrive.scan;

import org.jspecify.annotations.NullMarked;
