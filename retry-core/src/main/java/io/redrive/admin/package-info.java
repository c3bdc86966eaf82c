/** Creates the topics of a listener, verifies them, and keeps trying while the broker cannot be reached. Not API. */
@NullMarked
package io.redrive.admin;

import org.jspecify.annotations.NullMarked;
