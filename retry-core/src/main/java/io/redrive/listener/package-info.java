/** Where the engine meets spring-kafka's containers. Not API. */
@NullMarked
package io.redrive.listener;

import org.jspecify.annotations.NullMarked;
