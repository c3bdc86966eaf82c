/** Counts dead letters by cause, in memory that does not grow with their number. Knows no broker. Not API. */
@NullMarked
package io.redrive.census;

import org.jspecify.annotations.NullMarked;
