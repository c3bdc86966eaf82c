/** Takes secrets out of text. Not API. */
@NullMarked
package io.redrive.redact;

import org.jspecify.annotations.NullMarked;
