/** What jobs there are and what each does next: decides, from a log and a time, and does nothing. Not API. */
@NullMarked
package io.redrive.job;

import org.jspecify.annotations.NullMarked;
