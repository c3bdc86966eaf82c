/** How long a record waits before its next attempt. */
@NullMarked
package io.redrive.backoff;

import org.jspecify.annotations.NullMarked;
