/** What the configuration and annotations say about the retries of listeners, and which of them counts. Not API. */
@NullMarked
package io.redrive.settings;

import org.jspecify.annotations.NullMarked;
