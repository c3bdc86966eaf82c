/**
 * What an application imports: the annotation, the exceptions, and the context of an attempt. API, as is
 * {@link io.redrive.event}: what is in these two packages changes as the versions say, all others at any time.
 */
@NullMarked
package io.redrive;

import org.jspecify.annotations.NullMarked;
