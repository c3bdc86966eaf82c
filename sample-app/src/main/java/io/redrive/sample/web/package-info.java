/** The service over HTTP: post an order, read what became of it. */
@NullMarked
package io.redrive.sample.web;

import org.jspecify.annotations.NullMarked;
