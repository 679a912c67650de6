/** User programs and a layer that fail, packed into jars by {@code BadProgramIT}; nothing else uses them. */
@NullMarked
package com.acme.wrong;

import org.jspecify.annotations.NullMarked;
