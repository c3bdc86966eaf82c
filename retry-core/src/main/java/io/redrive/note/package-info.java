/** How notes are written that applications leave for one another in topics. Not API. */
@NullMarked
package io.redrive.note;

import org.jspecify.annotations.NullMarked;
