/**
 * The consumer under spring-kafka's container: it returns a record only when it is due, forwards the failed ones without
 * waiting, and commits only what is settled. Not API.
 */
@NullMarked
package io.redrive.consume;

import org.jspecify.annotations.NullMarked;
