/** What an application imports: the annotation and the exceptions. */
@NullMarked
package io.redrive;

import org.jspecify.annotations.NullMarked;
