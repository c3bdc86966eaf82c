/** Auto-configuration of Redrive for Spring Boot. */
@NullMarked
package io.redrive.autoconfigure;

import org.jspecify.annotations.NullMarked;
