@NullMarked
package dev.firstlight.standalone.redshift;

import org.jspecify.annotations.NullMarked;
