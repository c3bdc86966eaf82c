/** A sample application that retries with Redrive. */
@NullMarked
package io.redrive.sample;

import org.jspecify.annotations.NullMarked;
