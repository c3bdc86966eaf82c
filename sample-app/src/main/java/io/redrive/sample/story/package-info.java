/** What happened to each order, in the log, as a history and summed up. */
@NullMarked
package io.redrive.sample.story;

import org.jspecify.annotations.NullMarked;
