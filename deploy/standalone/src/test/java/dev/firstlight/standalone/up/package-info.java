@NullMarked
package dev.firstlight.standalone.up;

import org.jspecify.annotations.NullMarked;
