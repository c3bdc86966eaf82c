/** Turns annotated listener methods into topologies and containers; the only package that knows spring-kafka's retry topics. Not API. */
@NullMarked
package io.redrive.annotation;

import org.jspecify.annotations.NullMarked;
