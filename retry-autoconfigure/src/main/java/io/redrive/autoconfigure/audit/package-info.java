/** Who did what to the retries and dead letters of the application, and why. Not API. */
@NullMarked
package io.redrive.autoconfigure.audit;

import org.jspecify.annotations.NullMarked;
