/** Writes down the topics and permissions that an application needs, for somebody else to create. Not API. */
@NullMarked
package io.redrive.print;

import org.jspecify.annotations.NullMarked;
