/** Pauses of retries that hold for all instances of an application: a note in a topic says that there is one. Not API. */
@NullMarked
package io.redrive.pause;

import org.jspecify.annotations.NullMarked;
