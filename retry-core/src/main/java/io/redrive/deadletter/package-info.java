/** Dead letters as values: where one lies, what it tells of its failure, which ones are meant. */
@NullMarked
package io.redrive.deadletter;

import org.jspecify.annotations.NullMarked;
