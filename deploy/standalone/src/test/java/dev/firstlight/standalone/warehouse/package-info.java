@NullMarked
package dev.firstlight.standalone.warehouse;

import org.jspecify.annotations.NullMarked;
