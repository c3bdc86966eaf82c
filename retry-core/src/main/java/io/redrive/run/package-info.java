/** Runs jobs: reads dead letters, sends them back, and keeps in a topic how far each job has come. Not API. */
@NullMarked
package io.redrive.run;

import org.jspecify.annotations.NullMarked;
