/** Who may operate the sample, and what is kept of what they do. */
@NullMarked
package io.redrive.sample.operations;

import org.jspecify.annotations.NullMarked;
