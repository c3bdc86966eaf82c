/** The wire format of a forwarded record: the only package that knows header names and bytes. Not API. */
@NullMarked
package io.redrive.header;

import org.jspecify.annotations.NullMarked;
