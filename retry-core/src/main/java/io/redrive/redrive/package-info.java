/** Sending dead letters back, as jobs: what an application asks for, and what becomes of it. */
@NullMarked
package io.redrive.redrive;

import org.jspecify.annotations.NullMarked;
