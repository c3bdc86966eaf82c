/** Decides where a failed record goes next. Not API. */
@NullMarked
package io.redrive.route;

import org.jspecify.annotations.NullMarked;
