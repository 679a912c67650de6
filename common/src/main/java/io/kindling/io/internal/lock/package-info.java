/**
 * The lock of a folder that one process at a time writes: files in the folder itself, so that it holds on every file system and
 * between machines. What must not live here: what a folder contains besides.
 */
@NullMarked
package io.kindling.io.internal.lock;

import org.jspecify.annotations.NullMarked;
