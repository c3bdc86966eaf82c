/** Log lines that tell an operator what happened, and not more often than can be read. Not API. */
@NullMarked
package io.redrive.log;

import org.jspecify.annotations.NullMarked;
