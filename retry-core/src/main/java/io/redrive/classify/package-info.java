/** Whether a failure is worth another attempt. */
@NullMarked
package io.redrive.classify;

import org.jspecify.annotations.NullMarked;
