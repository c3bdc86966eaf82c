/** Auto-configuration of Redrive for Spring Boot. Not API, apart from the names of the auto-configurations. */
@NullMarked
package io.redrive.autoconfigure;

import org.jspecify.annotations.NullMarked;
