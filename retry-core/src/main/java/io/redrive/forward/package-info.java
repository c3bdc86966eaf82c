/** Writes records to their next topic without ever blocking the consumer, and tells when they are durable. Not API. */
@NullMarked
package io.redrive.forward;

import org.jspecify.annotations.NullMarked;
