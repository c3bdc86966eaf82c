/** Which offsets of a partition are settled, and which offset may therefore be committed. Not API. */
@NullMarked
package io.redrive.track;

import org.jspecify.annotations.NullMarked;
