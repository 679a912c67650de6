/** What users write with public packages alone: a layer, a loss, a metric, an optimizer and so on, and a program of them. */
@NullMarked
package com.acme.own;

import org.jspecify.annotations.NullMarked;
