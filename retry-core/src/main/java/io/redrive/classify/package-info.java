/** Whether a failure is worth another attempt. Not API. */
@NullMarked
package io.redrive.classify;

import org.jspecify.annotations.NullMarked;
