/** A cluster, applications and a load in processes of their own, faults drawn from a seed, and a check of what is left. */
@NullMarked
package io.redrive.campaign;

import org.jspecify.annotations.NullMarked;
