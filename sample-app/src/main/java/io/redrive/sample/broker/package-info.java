/** A Kafka broker inside this JVM, so that the sample needs nothing installed. */
@NullMarked
package io.redrive.sample.broker;

import org.jspecify.annotations.NullMarked;
