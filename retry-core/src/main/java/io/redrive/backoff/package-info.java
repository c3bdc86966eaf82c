/** How long a record waits before its next attempt. Not API. */
@NullMarked
package io.redrive.backoff;

import org.jspecify.annotations.NullMarked;
