/** What becomes of failed records, told as Spring application events. */
@NullMarked
package io.redrive.event;

import org.jspecify.annotations.NullMarked;
