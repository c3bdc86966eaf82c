/** Records kept in memory, ordered by the instant they become due. Not API. */
@NullMarked
package io.redrive.schedule;

import org.jspecify.annotations.NullMarked;
