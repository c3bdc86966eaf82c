/** The names of a listener's topics and the way from main topic to retry topics to dead-letter topic. Not API. */
@NullMarked
package io.redrive.topic;

import org.jspecify.annotations.NullMarked;
