/** Retries and dead letters for Kafka listeners: the types an application uses. */
@NullMarked
package io.redrive;

import org.jspecify.annotations.NullMarked;
