/** A real Kafka broker in a process of its own, and the topics on it. */
@NullMarked
package io.redrive.benchmarks.broker;

import org.jspecify.annotations.NullMarked;
