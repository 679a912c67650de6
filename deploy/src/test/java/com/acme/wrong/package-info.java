/** Programs and a layer of a user's that go wrong, packed into jars by {@code BadProgramIT}; nothing else uses them. */
@NullMarked
package com.acme.wrong;

import org.jspecify.annotations.NullMarked;
